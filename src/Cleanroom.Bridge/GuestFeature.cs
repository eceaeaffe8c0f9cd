using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge;

/// <summary>
/// A feature as the core sees it: what it adds beyond host functions, which are found by their attribute. The core never names a feature;
/// <see cref="GuestFeatures"/> lists them, one line each.
/// </summary>
abstract class GuestFeature
{
    /// <summary>The default options, which descriptions of settings quote.</summary>
    protected static GuestOptions Defaults { get; } = new();

    /// <summary>The group of its settings.</summary>
    public virtual string SettingGroup => GuestSettings.ProgramGroup;

    /// <summary>Its settings.</summary>
    public virtual IReadOnlyList<Setting<GuestOptions>> Settings => [];

    /// <summary>Opens the resources that the options name, before any guest is created.</summary>
    /// <param name="options">The options.</param>
    /// <param name="opened">Collects what must be disposed of after the last guest.</param>
    /// <returns>The options with the opened resources.</returns>
    /// <exception cref="HostException">A resource cannot be opened.</exception>
    public virtual GuestOptions Open(GuestOptions options, ICollection<IDisposable> opened) => options;

    /// <summary>Called when the entry point of a program without later events has returned: completes the work that the program queued.</summary>
    public virtual void ProgramReturned(Guest guest)
    {
    }

    /// <summary>Called when the entry point of a program or an application has returned.</summary>
    /// <exception cref="HostException">The application cannot continue.</exception>
    public virtual void EntryPointReturned(Guest guest)
    {
    }
}
