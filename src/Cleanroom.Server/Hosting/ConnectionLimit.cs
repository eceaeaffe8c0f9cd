using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// Closes connections beyond a maximum as soon as they are accepted, one by one: a burst never exceeds the system's limit of open files. At that limit, the
/// process would end at the next file it must open.
/// </summary>
sealed class ConnectionLimit
{
    // Per running guest: two for each of the threads it may need (.NET opens a pipe for a thread, and ends the process when it cannot), and one for a file.
    const int FilesOfGuest = 5, FilesOfThread = 2;

    // Databases, other threads of the runtime, and assemblies that are not loaded yet.
    const int OtherFiles = 64;

    readonly ILogger _logger;
    readonly WarningInterval _warnings;
    int _open;

    ConnectionLimit(int maximum, ILogger logger, TimeProvider clock) => (Maximum, _logger, _warnings) = (maximum, logger, new WarningInterval(clock));

    /// <summary>Maximum number of connections.</summary>
    public int Maximum { get; }

    /// <summary>Returns the limit of a server: the configured one, reduced to what the system's limit of open files allows.</summary>
    /// <exception cref="HostException">The limit of open files allows no connections.</exception>
    public static ConnectionLimit Of(CleanApplication application)
    {
        var options = application.Options;
        var guests = options.MaxConcurrency + application.MaxBlocked;
        var maximum = options.MaxConnections;
        if (OpenFileLimit.Read() is { } files)
        {
            var possible = Connections(files, OpenFileLimit.CountOpen(), guests);
            if (possible <= 0)
                throw new HostException($"the system lets this process have {files} files open, {1 - possible} too few for a server with {guests} guests. Raise the limit (ulimit -n), or lower --max-concurrency");
            if (possible < maximum) options.Guest.Logger.ConnectionsReduced(possible, files);
            maximum = Math.Min(maximum, possible);
        }
        return new ConnectionLimit(maximum, options.Guest.Logger, options.Guest.Clock);
    }

    /// <summary>Wraps the transport with the limit.</summary>
    public IConnectionListenerFactory Over(IConnectionListenerFactory transport) => new Factory(this, transport);

    /// <summary>Serves a connection, then frees its place.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Returns how many connections a limit of open files allows; less than 0 when it is too low even without connections.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="open">Number of files open before the first connection.</param>
    /// <param name="guests">Maximum number of running guests.</param>
    public static int Connections(long limit, int open, int guests) => (int)Math.Min(limit - open - OtherFiles - (long)FilesOfGuest * guests, int.MaxValue);

    /// <summary>Returns how many guests can block: as configured, or fewer, so that their files are at most a tenth of what the system allows.</summary>
    /// <param name="configured">The configured maximum.</param>
    /// <param name="limit">The limit of open files, or null for none.</param>
    public static int BlockedGuests(int configured, long? limit) => Guests(configured, limit, FilesOfGuest);

    /// <summary>Returns how many guests can last as long as their clients want: as configured, or fewer, so that the files of their threads are at most a tenth.</summary>
    /// <param name="configured">The configured maximum.</param>
    /// <param name="limit">The limit of open files, or null for none.</param>
    public static int LongGuests(int configured, long? limit) => Guests(configured, limit, FilesOfThread);

    static int Guests(int configured, long? limit, int filesOfEach) => limit is { } files ? (int)Math.Min(configured, Math.Max(1, files / 10 / filesOfEach)) : configured;

    bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= Maximum) return true;
        Interlocked.Decrement(ref _open);
        if (_warnings.IsDue()) _logger.ConnectionRefused(Maximum);
        return false;
    }

    sealed class Factory(ConnectionLimit limit, IConnectionListenerFactory transport) : IConnectionListenerFactory
    {
        public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            new Listener(limit, await transport.BindAsync(endpoint, cancellationToken));
    }

    sealed class Listener(ConnectionLimit limit, IConnectionListener listener) : IConnectionListener
    {
        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await listener.AcceptAsync(cancellationToken) is { } connection)
            {
                if (limit.TryEnter()) return connection;
                connection.Abort();
                await connection.DisposeAsync();
            }
            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }
}
