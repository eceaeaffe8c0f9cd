using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// Selects the database of a program, contract section 6. <c>--database</c> takes precedence over these functions, and they over <c>DATABASE_URL</c>.
/// </summary>
[WaitsFor(Waits.Database)]
static class ConfigureFunctions
{
    static readonly TimeSpan ConnectedWithin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// JSON <c>{"database_url"|"url":…,"pool_size":…}</c> or the URL itself. Verifies one connection before it returns. A SQLite file must be in a granted
    /// directory (<c>--dir</c>), a server must be granted by name (<c>--net</c>). The entry point chooses the database of the application; an event may only
    /// name that one again. Result: 0, or −1 on failure.
    /// </summary>
    [HostFunction("_db_configure")]
    internal static int Configure(Guest guest, ReadOnlySpan<byte> settings)
    {
        if (!TryRead(settings, out var url, out var poolSize))
        {
            guest.Logger.DatabaseFailed("_db_configure", DatabaseException.Validation, "the settings are neither a JSON object with \"url\" nor a URL");
            return -1;
        }
        return Configure(guest, url, poolSize);
    }

    /// <summary>Engine, host, port, database, user, password, pool size, idle time in ms (not used). Otherwise like the form with one text.</summary>
    [HostFunction("_db_configure")]
    internal static int ConfigureParts(Guest guest, ReadOnlySpan<byte> engine, ReadOnlySpan<byte> host, ReadOnlySpan<byte> port, ReadOnlySpan<byte> database, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password, int poolSize, int idleMilliseconds)
    {
        var scheme = Encoding.UTF8.GetString(engine).ToLowerInvariant();
        if (DatabaseEngines.FindByName(scheme, guest.State<DatabaseSession>().Source.Options.Engines) is { IsRemote: false } file) return Configure(guest, $"{file.Schemes[0]}:{Escape(database).Replace("%2F", "/", StringComparison.Ordinal)}", poolSize);
        var secret = password.IsEmpty ? "" : $":{Escape(password)}";
        var address = Encoding.UTF8.GetString(host) + (port.IsEmpty ? "" : $":{Encoding.UTF8.GetString(port)}");
        return Configure(guest, $"{scheme}://{Escape(user)}{secret}@{address}/{Escape(database)}", poolSize);
    }

    /// <summary>1 when a connection is available within a second.</summary>
    [HostFunction("_db_connected")]
    internal static bool IsConnected(Guest guest)
    {
        if (guest.State<DatabaseSession>().Source.Pool is not { } pool) return false;
        if (guest.State<DatabaseSession>().IsInTransaction) return guest.State<DatabaseSession>().IsUsable;
        // On another thread: connecting may take longer than the limit and completes there.
        var probe = Task.Run(() =>
        {
            try
            {
                var connection = pool.Lease(guest.Stopping, ConnectedWithin);
                try
                {
                    using var scope = new StatementScope(ConnectedWithin, pool.Options.MaxResultBytes, guest.Stopping);
                    connection.Run("SELECT 1"u8, [], null, scope);
                    return true;
                }
                finally
                {
                    pool.Return(connection);
                }
            }
            catch (DatabaseException)
            {
                return false;
            }
        });
        return probe.Wait(ConnectedWithin) && probe.Result;
    }

    static int Configure(Guest guest, string url, int poolSize)
    {
        var source = guest.State<DatabaseSession>().Source;
        try
        {
            if (source.Pool is { } existing && !source.Options.IsReplaceable)
            {
                guest.Logger.DatabaseKept(guest.Options.SettingNames["database"], source.MaskedUrl);
                existing.Probe();
                return 0;
            }
            if (guest.ServesEvents)
            {
                RequireSame(source, url);
                return 0;
            }
            guest.State<DatabaseSession>().Reset();
            var options = source.Options with { PoolSize = poolSize > 0 ? Math.Min(poolSize, 1000) : source.Options.PoolSize };
            var pool = DatabaseEngines.Of(url, source.Options.Engines).CreateGrantedPool(guest, "_db_configure", url, options);
            try
            {
                pool.Probe();
            }
            catch
            {
                pool.Dispose();
                throw;
            }
            source.Replace(pool, url);
            return 0;
        }
        catch (DatabaseException failure)
        {
            guest.DatabaseFailed("_db_configure", failure);
        }
        catch (HostException failure)
        {
            guest.Logger.DatabaseFailed("_db_configure", DatabaseException.Validation, failure.Message);
        }
        return -1;
    }

    // All requests share the database: what one of them chooses would be the database of the others.
    static void RequireSame(DatabaseSource source, string url)
    {
        if (source.Pool is not { } pool || source.Url != url)
            throw new DatabaseException(DatabaseException.PermissionDenied, "a request may not choose another database: call it in the entry point, which chooses for all requests") { Setting = "database" };
        pool.Probe();
    }

    static bool TryRead(ReadOnlySpan<byte> settings, out string url, out int poolSize)
    {
        (url, poolSize) = ("", 0);
        var text = Encoding.UTF8.GetString(settings).Trim();
        if (!text.StartsWith('{'))
        {
            url = text;
            return text.Contains(':', StringComparison.Ordinal);
        }
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name is "database_url" or "url" && member.Value.ValueKind == JsonValueKind.String) url = member.Value.GetString()!;
                if (member.Name == "pool_size" && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var size)) poolSize = size;
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }
        return url.Length > 0;
    }

    static string Escape(ReadOnlySpan<byte> text) => Uri.EscapeDataString(Encoding.UTF8.GetString(text));
}
