using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cleanroom.Server.Hosting;

/// <summary>Picks HTTP/2 protocol violations by clients out of Kestrel's log: their only answer is a reset, so this is their only record.</summary>
/// <param name="target">The log of the application.</param>
sealed class ProtocolErrorLog(ILogger target) : ILoggerProvider
{
    /// <summary>The category of Kestrel's HTTP/2 log.</summary>
    public const string Category = "Microsoft.AspNetCore.Server.Kestrel.Http2";

    readonly ConcurrentDictionary<string, IPAddress?> _peers = new();

    public ILogger CreateLogger(string categoryName) => categoryName == Category ? new KestrelLog(this) : NullLogger.Instance;

    public void Dispose()
    {
    }

    /// <summary>Remembers the client address of a connection while it is open.</summary>
    public Task ServeAsync(ConnectionContext connection, ConnectionDelegate next) =>
        connection.Features.Get<ITlsApplicationProtocolFeature>() is { } protocol && protocol.ApplicationProtocol.Span.SequenceEqual(SslApplicationProtocol.Http2.Protocol.Span)
            ? ServeHttp2Async(connection, next)
            : next(connection);

    async Task ServeHttp2Async(ConnectionContext connection, ConnectionDelegate next)
    {
        _peers[connection.ConnectionId] = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        try
        {
            await next(connection);
        }
        finally
        {
            _peers.TryRemove(connection.ConnectionId, out _);
        }
    }

    // A stream is named by its connection, a colon and its number.
    void Write(string connectionOrStream, string reason)
    {
        var colon = connectionOrStream.IndexOf(':', StringComparison.Ordinal);
        _peers.TryGetValue(colon < 0 ? connectionOrStream : connectionOrStream[..colon], out var peer);
        target.ProtocolError(peer?.ToString() ?? "", reason);
    }

    sealed class KestrelLog(ProtocolErrorLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name is not ("Http2ConnectionError" or "Http2StreamError" or "HPackDecodingError" or "Http2StreamResetAbort")) return;
            if (state is IReadOnlyList<KeyValuePair<string, object?>> and [{ Value: string id }, ..]) owner.Write(id, exception?.Message ?? formatter(state, exception));
        }
    }
}
