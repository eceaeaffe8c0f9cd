using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Json;

/// <summary>Follows the path of <c>_json_get</c> through any boxes.</summary>
static class BoxPath
{
    /// <summary>Finds the child slot at a path.</summary>
    public static bool TryFind(Guest guest, uint address, ReadOnlySpan<byte> path, out uint slot)
    {
        slot = address;
        foreach (var range in path.Split((byte)'.'))
        {
            if (slot <= BoxView.LastCompactValue) return false;
            if (!TryStep(guest, new BoxView(guest, slot), path[range], out slot)) return false;
        }
        return true;
    }

    /// <summary>Writes a slot the way programs read it: a string as is, "" for null, anything else as JSON.</summary>
    public static void WritePlain(Guest guest, uint slot, JsonOutput output)
    {
        if (slot == 0) return;
        if (slot > BoxView.LastCompactValue)
        {
            var box = new BoxView(guest, slot);
            if (box.Tag == BoxTag.Null) return;
            if (box.Tag == BoxTag.String)
            {
                output.Raw(guest.Memory.LengthPrefixed(box.Word));
                return;
            }
        }
        BoxText.WriteSlot(guest, slot, output);
    }

    static bool TryStep(Guest guest, BoxView box, ReadOnlySpan<byte> segment, out uint slot)
    {
        slot = 0;
        if (box.Tag is not (BoxTag.Array or BoxTag.Object)) return false;
        var entries = box.Entries(guest);
        if (box.Tag == BoxTag.Array)
        {
            if (!JsonPath.TryIndex(segment, out var index) || index >= entries.Length / 4) return false;
            slot = BoxView.WordAt(entries, index);
            return true;
        }
        // From the end, because the last of several duplicate names counts.
        for (var i = entries.Length / 8 - 1; i >= 0; i--)
            if (segment.SequenceEqual(guest.Memory.LengthPrefixed(BoxView.WordAt(entries, i * 2))))
            {
                slot = BoxView.WordAt(entries, i * 2 + 1);
                return true;
            }
        return false;
    }
}
