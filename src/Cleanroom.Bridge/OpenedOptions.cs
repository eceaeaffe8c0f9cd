namespace Cleanroom.Bridge;

/// <summary>Options whose resources, such as the database of a URL, are open. Dispose it after the last guest.</summary>
public sealed class OpenedOptions : IDisposable
{
    readonly List<IDisposable> _opened = [];

    OpenedOptions(GuestOptions options) => Options = options;

    /// <summary>The options to pass to guests.</summary>
    public GuestOptions Options { get; private set; }

    /// <summary>Opens the resources that options name. Resources that are already open keep their owner.</summary>
    /// <exception cref="HostException">A resource cannot be opened; the message contains no password.</exception>
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

    /// <summary>Closes the opened resources.</summary>
    public void Dispose()
    {
        foreach (var opened in _opened) opened.Dispose();
    }
}
