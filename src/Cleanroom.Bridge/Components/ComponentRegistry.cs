using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Components;

/// <summary>The components of an application or of one event: class names by tag, in UTF-8. Immutable.</summary>
sealed class ComponentRegistry
{
    /// <summary>Maximum size of a tag or class name in bytes.</summary>
    public const int MaxNameBytes = 256;

    const int MaxComponents = 4096;

    readonly Dictionary<byte[], byte[]> _classes;

    ComponentRegistry(Dictionary<byte[], byte[]> classes) => _classes = classes;

    /// <summary>An empty registry.</summary>
    public static ComponentRegistry Empty { get; } = new(new Dictionary<byte[], byte[]>(Utf8Comparer.Instance));

    /// <summary>Returns the class name for a tag, empty for an unknown one.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> tag) => _classes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(tag, out var name) ? name : default;

    /// <summary>Adds a component, replacing one with the same tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="className">The class name.</param>
    /// <param name="result">The registry with the component, or this one when it is refused.</param>
    /// <returns>Why it is refused, or null.</returns>
    public string? Add(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> className, out ComponentRegistry result)
    {
        result = this;
        if (tag.IsEmpty || className.IsEmpty) return "tag and class name must not be empty";
        if (tag.Length > MaxNameBytes || className.Length > MaxNameBytes) return $"tag and class name have at most {MaxNameBytes} bytes";
        if (Find(tag).SequenceEqual(className)) return null;
        if (_classes.Count == MaxComponents && Find(tag).IsEmpty) return $"there are {MaxComponents} components already, which is the limit";
        result = new ComponentRegistry(new Dictionary<byte[], byte[]>(_classes, Utf8Comparer.Instance) { [tag.ToArray()] = className.ToArray() });
        return null;
    }
}
