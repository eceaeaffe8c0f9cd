using Cleanroom.Bridge.Configuration;
using Cleanroom.Server.StaticFiles;

namespace Cleanroom.Server.Configuration;

/// <summary>What users decide about what a server does around the program.</summary>
static class WebSettings
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> All { get; } =
    [
        new("static", "PATH=DIR", "Serves the files of a directory below a path, such as /assets=dist. Repeat it for more.", Mounts) { IsRepeatable = true },
        new("public", "DIR", "Serves the files of a directory below /public. Default: the directory public beside the module when there is one.", (options, value) => options with { PublicDirectory = value }),
        new("no-public", "Serves no directory below /public.", (options, value) => value ? options with { PublicDirectory = null } : options),
        new("static-max-age", "SECONDS", "How long clients may use static files without asking again. Default: 0.", (options, value) => options with { StaticMaxAge = value == "0" ? TimeSpan.Zero : SettingValues.Seconds("--static-max-age", value) }),
    ];

    static CleanServerOptions Mounts(CleanServerOptions options, IReadOnlyList<string> values) => options with { StaticMounts = [.. values.Select(Mount)] };

    static StaticMount Mount(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } prefix, { Length: > 0 } directory]
            ? new StaticMount(prefix, directory)
            : throw new SettingException($"--static {text}: a path and a directory are wanted, for example --static /assets=dist");
}
