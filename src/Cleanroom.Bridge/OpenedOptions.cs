namespace Cleanroom.Bridge;

/// <summary>Options with everything open that they name, such as the database of a URL. Dispose it after the last guest.</summary>
public sealed class OpenedOptions : IDisposable
{
    readonly List<IDisposable> _opened = [];

    OpenedOptions(GuestOptions options) => Options = options;

    /// <summary>The options, for guests.</summary>
    public GuestOptions Options { get; private set; }

    /// <summary>Opens what options name. What they hold already open stays theirs.</summary>
    /// <exception cref="HostException">Something cannot be opened; the message has no password.</exception>
    public static OpenedOptions Open(GuestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new OpenedOptions(options);
        try
        {
            foreach (var feature in GuestFeatures.All) result.Options = feature.Open(result.Options, result._opened);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Closes what was opened.</summary>
    public void Dispose()
    {
        foreach (var opened in _opened) opened.Dispose();
    }
}
