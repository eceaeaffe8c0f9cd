using System.Globalization;
using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Applications;

/// <summary>
/// Settings of a served application. Each is an option of <c>cleanroom serve</c>, an environment variable, and a key in the configuration of an embedding
/// ASP.NET Core application.
/// </summary>
public static class ServerSettings
{
    static readonly CleanServerOptions Defaults = new();

    static readonly Setting<CleanServerOptions>[] Requests =
    [
        new("body-limit", "SIZE", $"The maximum size of a request body, in megabytes or with a unit; larger bodies get 413. Default: {SettingValues.ShowSize(Defaults.BodyLimit)}.", (options, value) => options with { BodyLimit = (long)SettingValues.Size(value) }),
        new("request-timeout", "SECONDS", $"The maximum time of a request, including waits in host functions; after that it gets 504. Default: {SettingValues.Show(Defaults.RequestTimeout)}.", (options, value) => options with { RequestTimeout = SettingValues.Seconds(value) }),
        new("start-timeout", "SECONDS", $"The maximum time of the entry point. Default: {SettingValues.Show(Defaults.StartTimeout)}.", (options, value) => options with { StartTimeout = SettingValues.Seconds(value) }),
        new("max-concurrency", "N", "The maximum number of running guests that never block. Default: 4 per processor, at least 16.", (options, value) => options with { MaxConcurrency = SettingValues.Number(value) }) { KnownVariable = "WASM_POOL_SIZE" },
        new("max-blocked", "N", $"The maximum number of running guests that can block, on another server, a database server or a sleep. Default: {SettingValues.Show(Defaults.MaxBlocked)}.", (options, value) => options with { MaxBlocked = SettingValues.Number(value) }),
        new("queue", "N", $"The maximum number of requests that wait for a guest, of either kind; others get 503. Default: {SettingValues.Show(Defaults.QueueLength)}.", (options, value) => options with { QueueLength = SettingValues.Number(value) }),
        new("memory-budget", "SIZE", "The memory of all guests and buffered bodies together, in megabytes or with a unit; requests for which it has no room wait up to their time limit, then get 503. Default: three quarters of what the system, the container or ulimit allows.", (options, value) => options with { MemoryBudget = new MemoryBudget((long)SettingValues.LargeSize(value)) }),
        new("strict", "Refuses an application with missing imports or handlers, lists all of them, and exits with 4.", (options, value) => options with { Strict = value }),
    ];

    /// <summary>Application settings, wherever it is served, in the order of the help text.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Application { get; } =
    [
        .. Requests.Select(setting => setting.In("Requests")),
        .. Features.All.SelectMany(feature => feature.Settings.Select(setting => setting.In(feature.SettingGroup))),
        .. GuestSettings.All.Select(setting => setting.Within<CleanServerOptions>(options => options.Guest, (options, guest) => options with { Guest = guest })),
    ];

    static readonly Setting<CleanServerOptions>[] Server =
    [
        new("port", "PORT", "The port; 0 selects a free one. Default: the port requested by the program, else 3000.", (options, value) => options with { Port = SettingValues.Port(value) }) { OtherNames = ["-p"] },
        new("host", "ADDRESS", "The address to listen on. Default: the address requested by the program, else 127.0.0.1.", (options, value) => options with { Address = Address(value) }),
        new("watch", "Reloads the module when its file changes. If the new version cannot be loaded, the old one keeps serving.", (options, value) => options with { Watch = value }),
        new("log-format", "FORMAT", "The log format: text, or json for one object per line. Default: text on a terminal, else json.", (options, value) => options with { LogsJson = SettingValues.OneOf(value, "text", "json") == "json" }),
        new("quiet", "Logs warnings and errors only, not every request.", (options, value) => options with { Quiet = value }) { OtherNames = ["-q"] },
        new("drain-timeout", "SECONDS", $"How long running requests may take when the server shuts down. Default: {SettingValues.Show(Defaults.DrainTimeout)}.", (options, value) => options with { DrainTimeout = SettingValues.Seconds(value) }),
        new("receive-timeout", "SECONDS", $"The maximum time for a client to send the request headers, and to stall while a body or a response is transferred; after that, 408 or a closed connection. Default: {SettingValues.Show(Defaults.ReceiveTimeout)}.", (options, value) => options with { ReceiveTimeout = SettingValues.Seconds(value) }),
        new("max-header-bytes", "BYTES", $"The maximum total size of the request headers in bytes; larger headers get 431. Default: {SettingValues.Show(Defaults.MaxHeaderBytes)}.", (options, value) => options with { MaxHeaderBytes = HeaderBytes(value) }),
        new("max-connections", "N", $"The maximum number of connections; others are closed. Default: {SettingValues.Show(Defaults.MaxConnections)}.", (options, value) => options with { MaxConnections = SettingValues.Number(value) }) { KnownVariable = "FRAME_MAX_CONNECTIONS" },
    ];

    /// <summary>Settings of the standalone server; an embedding application configures its own.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Listening { get; } =
    [
        .. Server.Select(setting => setting.In("Server")),
        .. Features.All.SelectMany(feature => feature.ListeningSettings.Select(setting => setting.In(feature.SettingGroup))),
    ];

    /// <summary>All settings.</summary>
    public static IEnumerable<Setting<CleanServerOptions>> All => Listening.Concat(Application);

    static IPAddress Address(string text) =>
        text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException(text, "expected an address, for example 127.0.0.1 or 0.0.0.0");

    // Kestrel buffers up to 1 MB of a request.
    static int HeaderBytes(string text)
    {
        const int min = 1024, max = 1 << 20;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= min and <= max
            ? bytes
            : throw new SettingException(text, $"expected a number of bytes from {min} to {max}");
    }
}
