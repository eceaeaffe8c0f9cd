using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Json;

/// <summary>Writes any boxes as JSON. An invalid box traps; it never becomes <c>null</c>.</summary>
static class BoxText
{
    /// <summary>Writes the value of a box.</summary>
    public static void Write(Guest guest, uint address, JsonOutput output)
    {
        if (address <= BoxView.LastCompactValue) throw Guest.Trap($"there is no value to encode at address {address}");
        WriteBox(guest, address, output, 0);
    }

    /// <summary>Writes a child slot: the address of a box, or one of the compact values.</summary>
    public static void WriteSlot(Guest guest, uint slot, JsonOutput output, int depth = 0)
    {
        switch (slot)
        {
            case 0: output.Raw("null"u8); break;
            case 1: output.Raw("false"u8); break;
            case BoxView.LastCompactValue: output.Raw("true"u8); break;
            default: WriteBox(guest, slot, output, depth); break;
        }
    }

    static void WriteBox(Guest guest, uint address, JsonOutput output, int depth)
    {
        var box = new BoxView(guest, address);
        switch (box.Tag)
        {
            case BoxTag.Null: output.Raw("null"u8); break;
            case BoxTag.Integer: output.Integer(box.Integer); break;
            case BoxTag.Boolean: output.Raw(box.Word != 0 ? "true"u8 : "false"u8); break;
            case BoxTag.Number: output.Number(box.Number); break;
            case BoxTag.String: output.String(guest.Memory.LengthPrefixed(box.Word)); break;
            case BoxTag.Array or BoxTag.Object: WriteContainer(guest, box, output, depth + 1); break;
            default: throw Guest.Trap($"the value at address {address} has the unknown type tag {(int)box.Tag}");
        }
    }

    static void WriteContainer(Guest guest, BoxView box, JsonOutput output, int depth)
    {
        if (depth > JsonLimits.Depth) throw Guest.Trap($"arrays and objects are nested deeper than {JsonLimits.Depth}");
        JsonTreeText.EnsureStack();
        var entries = box.Entries(guest);
        var isArray = box.Tag == BoxTag.Array;
        output.Raw(isArray ? "["u8 : "{"u8);
        if (isArray) WriteValues(guest, entries, output, depth);
        else WriteMembers(guest, entries, output, depth);
        if (entries.Length > 0) output.NewLine(depth - 1);
        output.Raw(isArray ? "]"u8 : "}"u8);
    }

    static void WriteValues(Guest guest, ReadOnlySpan<byte> entries, JsonOutput output, int depth)
    {
        for (var i = 0; i < entries.Length / 4; i++)
        {
            output.Item(i == 0, depth);
            WriteSlot(guest, BoxView.WordAt(entries, i), output, depth);
        }
    }

    static void WriteMembers(Guest guest, ReadOnlySpan<byte> entries, JsonOutput output, int depth)
    {
        using var names = ReadNames(guest, entries);
        names.FindDuplicates(guest.Memory.Read(0, (uint)Math.Min(guest.Memory.Length, int.MaxValue)));
        for (var i = 0; i < names.Count; i++)
        {
            var shown = names.Shown(i);
            if (shown < 0) continue;
            output.Item(i == 0, depth);
            output.Name(guest.Memory.LengthPrefixed(BoxView.WordAt(entries, i * 2)));
            WriteSlot(guest, BoxView.WordAt(entries, shown * 2 + 1), output, depth);
        }
    }

    static NameList ReadNames(Guest guest, ReadOnlySpan<byte> entries)
    {
        var names = new NameList(entries.Length / 8);
        for (var i = 0; i < names.Count; i++)
        {
            var address = BoxView.WordAt(entries, i * 2);
            var length = guest.Memory.LengthPrefixed(address).Length;
            names.Set(i, i, length == 0 ? 0 : address + 4, (uint)length);
        }
        return names;
    }
}
