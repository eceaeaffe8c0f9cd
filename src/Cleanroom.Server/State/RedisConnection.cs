using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using StackExchange.Redis;

namespace Cleanroom.Server.State;

/// <summary>
/// The connection of an application to a Redis server, shared by all that keep something there. It comes back by itself. Thread-safe.
/// </summary>
sealed class RedisConnection : IDisposable
{
    /// <summary>How often a lost connection is tried anew.</summary>
    public const int RetryMilliseconds = 250;

    const string Silent = "it does not answer";

    static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(250), RetryStep = TimeSpan.FromMilliseconds(10);

    readonly ConnectionMultiplexer _server;
    readonly ConfigurationOptions _settings;
    readonly IDatabase _commands;
    readonly SilenceWatch _watch;

    RedisConnection(ConnectionMultiplexer server, ConfigurationOptions settings, string prefix, string maskedUrl)
    {
        (_server, _settings, Prefix, MaskedUrl) = (server, settings, prefix, maskedUrl);
        _commands = server.GetDatabase();
        _watch = new SilenceWatch(() => _commands.Ping());
    }

    /// <summary>The prefix of all keys.</summary>
    public string Prefix { get; }

    /// <summary>The URL without its password.</summary>
    public string MaskedUrl { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="Bridge.Settings.SettingException">The URL has another form.</exception>
    /// <exception cref="HostException">The server cannot be reached, or refuses.</exception>
    public static RedisConnection Open(string url)
    {
        var (settings, prefix) = RedisUrl.Read(url);
        var masked = DatabaseUrl.Mask(url);
        ConnectionMultiplexer? server = null;
        try
        {
            server = ConnectionMultiplexer.Connect(settings);
            // The driver connects to a database that does not exist, and then refuses every command.
            server.GetDatabase().KeyExists(prefix);
            return new RedisConnection(server, settings, prefix, masked);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            server?.Dispose();
            throw new HostException($"the Redis server cannot be used: {Reason(failure)} ({masked})", failure);
        }
    }

    /// <summary>
    /// Runs commands on a thread that may wait. When the connection was lost, they run once more as soon as the server answers again; while it is there and does
    /// not answer, they fail at once.
    /// </summary>
    /// <exception cref="Exception">The server cannot be reached, or refuses: see <see cref="IsExpected"/>.</exception>
    public T Run<T>(Func<IDatabase, T> commands) => RunAsync(database => Task.FromResult(commands(database))).GetAwaiter().GetResult();

    /// <summary>
    /// Runs commands without blocking. When the connection was lost, they run once more as soon as the server answers again; while it is there and does not
    /// answer, they fail at once.
    /// </summary>
    /// <exception cref="Exception">The server cannot be reached, or refuses: see <see cref="IsExpected"/>.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> commands)
    {
        if (_watch.IsSilent) throw new TimeoutException(Silent);
        var since = Stopwatch.GetTimestamp();
        try
        {
            if (!_server.IsConnected) await ReconnectAsync();
            try
            {
                return await commands(_commands);
            }
            catch (RedisException failure) when (IsLost(failure))
            {
                await ReconnectAsync();
                return await commands(_commands);
            }
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            _watch.Failed(since);
            throw;
        }
    }

    /// <summary>Sends a message to a channel without waiting. Returns false when it cannot be sent.</summary>
    public bool TryPublish(RedisChannel channel, byte[] message)
    {
        // The driver would keep it until the connection is back.
        if (!_server.IsConnected) return false;
        try
        {
            _server.GetSubscriber().Publish(channel, message, CommandFlags.FireAndForget);
            return true;
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return false;
        }
    }

    /// <summary>Receives the messages of a channel, one after the other; after a lost connection, from its return on.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="received">Called for each message.</param>
    /// <param name="connectionChanged">Called with false when the connection is lost, and with true when it is back.</param>
    /// <exception cref="HostException">The server refuses.</exception>
    public IDisposable Subscribe(RedisChannel channel, Action<ReadOnlyMemory<byte>> received, Action<bool> connectionChanged)
    {
        try
        {
            return new RedisSubscription(_server, channel, received, connectionChanged);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            throw new HostException($"the Redis server cannot be used: {Reason(failure)} ({MaskedUrl})", failure);
        }
    }

    /// <summary>True for what a server that is away, slow or full raises.</summary>
    public static bool IsExpected(Exception failure) => failure is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    /// <summary>Why commands failed, without the driver's statistics.</summary>
    public static string Reason(Exception failure) => failure switch
    {
        RedisServerException refused => LoggedText.Of(refused.Message),
        RedisCommandException refused => LoggedText.Of(refused.Message),
        _ when Find(failure, "WRONGPASS", "NOAUTH", "AuthenticationFailure") => "it does not accept the user name or the password",
        TimeoutException { Message: Silent } => Silent,
        RedisTimeoutException => "it did not answer in time",
        _ => "it cannot be reached",
    };

    public void Dispose()
    {
        _watch.Dispose();
        _server.Dispose();
    }

    // The connection broke, or leads to a server that is no longer the primary.
    static bool IsLost(RedisException failure) =>
        failure is RedisConnectionException || failure is RedisServerException && failure.Message.StartsWith("READONLY", StringComparison.Ordinal);

    // While the server is away, every caller learns it at once. As soon as it takes connections again, callers wait for the driver's, which comes at its next
    // attempt: nobody is told that a session does not exist because of that moment.
    async Task ReconnectAsync()
    {
        if (_server.IsConnected)
        {
            await _server.ConfigureAsync();
            return;
        }
        foreach (var server in _settings.EndPoints)
        {
            if (!await TakesConnectionsAsync(server)) continue;
            for (var waited = 0; !_server.IsConnected && waited < _settings.ConnectTimeout; waited += RetryStep.Milliseconds) await Task.Delay(RetryStep);
            return;
        }
        throw new TimeoutException("the server takes no connections");
    }

    static async Task<bool> TakesConnectionsAsync(EndPoint server)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using var limit = new CancellationTokenSource(ProbeTime);
            await socket.ConnectAsync(server, limit.Token);
            return true;
        }
        catch (Exception unreachable) when (unreachable is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    static bool Find(Exception failure, params ReadOnlySpan<string> words)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            foreach (var word in words)
                if (cause.Message.Contains(word, StringComparison.Ordinal)) return true;
        return false;
    }
}
