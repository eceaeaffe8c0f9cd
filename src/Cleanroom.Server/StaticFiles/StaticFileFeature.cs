using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Static files (docs/contract/server.md, section 9).</summary>
sealed class StaticFileFeature : Feature
{
    public override string SettingGroup => "Static files";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("static", "PATH=DIR", "Serves the files of a directory under a path, such as /assets=dist. Repeatable.", (options, values) => options with { StaticMounts = [.. values.Select(Mount)] }),
        new("public", "DIR", "Serves the files of a directory under /public. Default: the directory public beside the module, if it exists.", (options, value) => options with { PublicDirectory = value }),
        new("no-public", "Serves no directory under /public.", (options, value) => value ? options with { PublicDirectory = null } : options),
        new("static-max-age", "SECONDS", $"How long clients may cache static files without revalidation. Default: {SettingValues.Show(Defaults.StaticMaxAge)}.", (options, value) => options with { StaticMaxAge = value == "0" ? TimeSpan.Zero : SettingValues.Seconds(value) }),
    ];

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        StaticSite.Create(application.Options, start.FindState<MountList>() ?? []) is { } site ? [(RequestPhase.Routes, new StaticFileStep(site))] : [];

    static StaticMount Mount(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } prefix, { Length: > 0 } directory]
            ? new StaticMount(prefix, directory)
            : throw new SettingException(text, "expected a path and a directory, for example /assets=dist");
}
