using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server;

/// <summary>
/// A feature as the core sees it: its settings, its per-application setup and its pipeline steps. Host functions are found by their attribute. The core never
/// names a feature; <see cref="Features"/> lists them, one line each.
/// </summary>
abstract class Feature
{
    /// <summary>The default options, which descriptions of settings quote.</summary>
    protected static CleanServerOptions Defaults { get; } = new();

    /// <summary>The group of its settings.</summary>
    public virtual string SettingGroup => "Requests";

    /// <summary>Settings that apply wherever the application is served.</summary>
    public virtual IReadOnlyList<Setting<CleanServerOptions>> Settings => [];

    /// <summary>Settings of a standalone server.</summary>
    public virtual IReadOnlyList<Setting<CleanServerOptions>> ListeningSettings => [];

    /// <summary>Called when an application is created, before its module is loaded. Opens the resources that the feature shares between versions.</summary>
    /// <param name="application">The application, which disposes of everything put into its states.</param>
    /// <param name="guest">What guests may do and use.</param>
    /// <returns>The guest options, extended with what the feature provides to guests.</returns>
    public virtual GuestOptions Open(CleanApplication application, GuestOptions guest) => guest;

    /// <summary>Returns the pipeline steps of a version after its entry point has returned; none for what is disabled.</summary>
    /// <exception cref="SettingException">An option is invalid.</exception>
    public virtual IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) => [];

    /// <summary>Called when a standalone server is created. Returns what the feature does on its connections, or null.</summary>
    public virtual EndpointSetup? Listen(CleanApplication application) => null;
}
