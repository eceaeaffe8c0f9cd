using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Components;

/// <summary>The components and slots of one guest during one event.</summary>
sealed class ComponentSession(ComponentRegistry application) : IGuestState<ComponentSession>, IApplicationState
{
    const int MaxSlots = 1024;
    const int MaxSlotBytes = 8 << 20;

    readonly Dictionary<byte[], byte[]> _slots = new(Utf8Comparer.Instance);
    long _slotBytes;

    /// <summary>The components of the application and of this event.</summary>
    public ComponentRegistry Registry { get; private set; } = application;

    public static ComponentSession Create(Guest guest) => new(guest.FindApplicationState<ComponentRegistry>() ?? ComponentRegistry.Empty);

    public void PassOn(StateSlots application) => application.Set(Registry);

    /// <summary>Adds a component. Returns why it is refused, or null.</summary>
    public string? Register(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> className)
    {
        var refusal = Registry.Add(tag, className, out var result);
        Registry = result;
        return refusal;
    }

    /// <summary>Returns the content of a slot, empty for one that was not set.</summary>
    public ReadOnlySpan<byte> Slot(ReadOnlySpan<byte> name) =>
        _slots.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var content) ? content : default;

    /// <summary>Sets the content of a slot. Returns why it is refused, or null.</summary>
    public string? SetSlot(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        if (name.IsEmpty || name.Length > ComponentRegistry.MaxNameBytes) return $"the name of a slot has 1 to {ComponentRegistry.MaxNameBytes} bytes";
        var slots = _slots.GetAlternateLookup<ReadOnlySpan<byte>>();
        var isKnown = slots.TryGetValue(name, out var former);
        var bytes = _slotBytes + content.Length - (isKnown ? former!.Length : -name.Length);
        if (!isKnown && _slots.Count == MaxSlots) return $"there are {MaxSlots} slots already, which is the limit";
        if (bytes > MaxSlotBytes) return $"all slots together would have more than {MaxSlotBytes} bytes";
        slots[name] = content.ToArray();
        _slotBytes = bytes;
        return null;
    }
}
