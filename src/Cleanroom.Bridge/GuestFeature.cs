using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge;

/// <summary>
/// A feature as the core sees it: what it adds beyond host functions, which are found by their attribute. The core never names a feature;
/// <see cref="GuestFeatures"/> does, one line for each.
/// </summary>
abstract class GuestFeature
{
    /// <summary>The options before anything is set: the defaults that descriptions of settings name.</summary>
    protected static GuestOptions Defaults { get; } = new();

    /// <summary>Its settings.</summary>
    public virtual IReadOnlyList<Setting<GuestOptions>> Settings => [];

    /// <summary>Opens what options name, before any guest is made.</summary>
    /// <param name="options">The options.</param>
    /// <param name="opened">Gets what is to be disposed of with the last guest.</param>
    /// <returns>The options with what was opened.</returns>
    /// <exception cref="HostException">It cannot be opened.</exception>
    public virtual GuestOptions Open(GuestOptions options, ICollection<IDisposable> opened) => options;

    /// <summary>The entry point of a program without later events has returned: does what the program left for the end.</summary>
    public virtual void ProgramReturned(Guest guest)
    {
    }

    /// <summary>An entry point has returned, of a program or of an application.</summary>
    /// <exception cref="HostException">The application cannot go on.</exception>
    public virtual void EntryPointReturned(Guest guest)
    {
    }
}
