using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Components;

/// <summary>
/// Components and slots on the server, contract section 24. Components registered by the entry point belong to the application; those registered by an event,
/// and its slots, end with it.
/// </summary>
static class ComponentFunctions
{
    /// <summary>
    /// Tag, class name: registers a component, replacing an earlier one with that tag. 1, or 0 when a name is empty or longer than 256 bytes.
    /// </summary>
    [HostFunction("_ui_register_component")]
    internal static bool Register(Guest guest, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> className) =>
        IsDone(guest, "_ui_register_component", tag, guest.State<ComponentSession>().Register(tag, className));

    /// <summary>The class name for a tag, "" for an unknown one.</summary>
    [HostFunction("_ui_get_component")]
    internal static GuestString Get(Guest guest, ReadOnlySpan<byte> tag) => guest.NewResult(guest.State<ComponentSession>().Registry.Find(tag));

    /// <summary>
    /// Name, content: sets a slot of this event. 1, or 0 when the name is empty or longer than 256 bytes, or when the slots would exceed 8 MB in total.
    /// </summary>
    [HostFunction("_ui_set_slot")]
    internal static bool SetSlot(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content) =>
        IsDone(guest, "_ui_set_slot", name, guest.State<ComponentSession>().SetSlot(name, content));

    /// <summary>The content of a slot of this event, "" for one that was not set.</summary>
    [HostFunction("_ui_get_slot")]
    internal static GuestString GetSlot(Guest guest, ReadOnlySpan<byte> name) => guest.NewResult(guest.State<ComponentSession>().Slot(name));

    static bool IsDone(Guest guest, string function, ReadOnlySpan<byte> name, string? refusal)
    {
        if (refusal is null) return true;
        guest.Logger.ComponentRefused(function, LoggedText.Of(name), refusal);
        return false;
    }
}
