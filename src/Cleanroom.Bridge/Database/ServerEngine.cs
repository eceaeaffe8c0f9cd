using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database;

/// <summary>An engine with a server. The engine turns a parsed URL into a pool; who may name which server is decided here.</summary>
abstract class ServerEngine : DatabaseEngine
{
    public override bool IsRemote => true;

    /// <summary>The port of URLs without one.</summary>
    protected abstract int DefaultPort { get; }

    /// <summary>Options whose value is a local file. A program may not use them.</summary>
    protected abstract IReadOnlyList<string> FileOptions { get; }

    public override DatabasePool CreatePool(string url, DatabaseOptions options)
    {
        var masked = DatabaseUrl.Mask(url);
        try
        {
            return CreatePool(ServerUrl.Parse(url), options, masked);
        }
        catch (FormatException malformed)
        {
            throw new HostException($"the database URL {masked} cannot be used: {DatabaseUrl.Reason(url, malformed.Message)}");
        }
        catch (ArgumentException)
        {
            // The driver's message may repeat the value.
            throw new HostException($"the database URL {masked} cannot be used: a setting in it is not valid");
        }
    }

    public override DatabasePool CreateGrantedPool(Guest guest, string function, string url, DatabaseOptions options)
    {
        ServerUrl server;
        try
        {
            server = ServerUrl.Parse(url);
        }
        catch (FormatException)
        {
            // Reports the error.
            return CreatePool(url, options);
        }
        if (server.Options.FirstOrDefault(option => FileOptions.Contains(option.Key)).Key is { } file)
            throw new DatabaseException(DatabaseException.PermissionDenied, $"a program may not use the option {file}, which names a file of this machine");
        // Checks the whole URL first: the refusal names the host.
        var pool = CreatePool(url, options);
        try
        {
            server.RequireGranted(guest, function, DefaultPort);
            return pool;
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <summary>Creates the pool without connecting.</summary>
    /// <exception cref="FormatException">An option is invalid.</exception>
    protected abstract DatabasePool CreatePool(ServerUrl server, DatabaseOptions options, string maskedUrl);
}
