using System.Globalization;
using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.Applications;

/// <summary>
/// What users decide about a served application: each is an option of <c>cleanroom serve</c>, a variable of its environment, and a key in the configuration
/// of an ASP.NET Core application that embeds one.
/// </summary>
public static class ServerSettings
{
    /// <summary>Those of an application, wherever it is served, in the order in which help lists them.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Application { get; } =
    [
        new("body-limit", "SIZE", "The largest request body, in megabytes or with a unit; a larger one is answered 413. Default: 10 MB.", (options, value) => options with { BodyLimit = (long)SettingValues.Size(value) }),
        new("request-timeout", "SECONDS", "The most time for a request, waits in host functions included: 504 when it is over. Default: 30.", (options, value) => options with { RequestTimeout = SettingValues.Seconds(value) }),
        new("start-timeout", "SECONDS", "The most time for the entry point. Default: 60.", (options, value) => options with { StartTimeout = SettingValues.Seconds(value) }),
        new("max-concurrency", "N", "The most guests at work at once. Default: 4 for each processor, at least 16.", (options, value) => options with { MaximumConcurrency = SettingValues.Number(value) }) { KnownVariable = "WASM_POOL_SIZE" },
        new("queue", "N", "The most requests that wait for a guest; further ones are answered 503. Default: 256.", (options, value) => options with { QueueLength = SettingValues.Number(value) }),
        new("strict", "Refuses an application with missing imports or handlers, with the complete list: exit code 4.", (options, value) => options with { Strict = value }),
        .. Features.All.SelectMany(feature => feature.Settings),
        .. GuestSettings.All.Select(setting => setting.Within<CleanServerOptions>(options => options.Guest, (options, guest) => options with { Guest = guest })),
    ];

    /// <summary>Those of the server around it; an embedding application has its own server.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Listening { get; } =
    [
        new("port", "PORT", "The port; 0 for a free one. Default: what the program wishes for, else 3000.", (options, value) => options with { Port = SettingValues.Port(value) }) { OtherNames = ["-p"] },
        new("host", "ADDRESS", "The address to listen on. Default: what the program wishes for, else 127.0.0.1.", (options, value) => options with { Address = Address(value) }),
        new("watch", "Loads the module again whenever its file changes. A version that cannot be loaded leaves the old one serving.", (options, value) => options with { Watch = value }),
        new("log-format", "FORMAT", "text, or json for one object a line. Default: text on a terminal, else json.", (options, value) => options with { LogsJson = SettingValues.OneOf(value, "text", "json") == "json" }),
        new("quiet", "Logs warnings and errors only, no line for each request.", (options, value) => options with { Quiet = value }) { OtherNames = ["-q"] },
        new("drain-timeout", "SECONDS", "How long running requests may take when the server ends. Default: 30.", (options, value) => options with { DrainTimeout = SettingValues.Seconds(value) }),
        new("receive-timeout", "SECONDS", "The most time for a client to send the headers of a request, and to stand still while a body or an answer is under way: 408, or the connection ends. Default: 15.", (options, value) => options with { ReceiveTimeout = SettingValues.Seconds(value) }),
        new("max-header-bytes", "BYTES", "The most bytes of all headers of a request: 431 beyond. Default: 32768.", (options, value) => options with { MaximumHeaderBytes = HeaderBytes(value) }),
        new("max-connections", "N", "The most connections; further ones are closed. Default: 10000.", (options, value) => options with { MaximumConnections = SettingValues.Number(value) }) { KnownVariable = "FRAME_MAX_CONNECTIONS" },
        .. Features.All.SelectMany(feature => feature.ListeningSettings),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<Setting<CleanServerOptions>> All => Listening.Concat(Application);

    static IPAddress Address(string text) =>
        text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException(text, "expected an address, for example 127.0.0.1 or 0.0.0.0");

    // Kestrel keeps up to 1 MB of a request in memory.
    static int HeaderBytes(string text)
    {
        const int min = 1024, max = 1 << 20;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= min and <= max
            ? bytes
            : throw new SettingException(text, $"expected a number of bytes from {min} to {max}");
    }
}
