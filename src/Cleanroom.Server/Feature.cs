using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server;

/// <summary>
/// A feature as the core sees it: what it adds to settings, applications and the way of requests. Its host functions are found by their attribute. The core never
/// names a feature; <see cref="Features"/> does, one line for each.
/// </summary>
abstract class Feature
{
    /// <summary>The options before anything is set: the defaults that descriptions of settings name.</summary>
    protected static CleanServerOptions Defaults { get; } = new();

    /// <summary>Its settings of an application, wherever it is served.</summary>
    public virtual IReadOnlyList<Setting<CleanServerOptions>> Settings => [];

    /// <summary>Its settings of a standalone server.</summary>
    public virtual IReadOnlyList<Setting<CleanServerOptions>> ListeningSettings => [];

    /// <summary>An application is made, its module is not loaded yet: opens what the feature keeps for all its versions.</summary>
    /// <param name="application">The application; what is put into its states is disposed of with it.</param>
    /// <param name="guest">What guests may do and use.</param>
    /// <returns>The same, with what the feature gives to guests.</returns>
    public virtual GuestOptions Open(CleanApplication application, GuestOptions guest) => guest;

    /// <summary>The entry point of a version has returned: the steps that its requests pass, none for what is off.</summary>
    /// <exception cref="SettingException">An option cannot be used.</exception>
    public virtual IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) => [];

    /// <summary>A standalone server is made: what the feature does on its connections, or null.</summary>
    public virtual EndpointSetup? Listen(CleanApplication application) => null;
}
