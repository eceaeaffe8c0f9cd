using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Lists;

/// <summary>Conversions between strings and lists of strings (contract, functions 3; list layout: abi 7).</summary>
static class StringListFunctions
{
    const int HeaderSize = 16;
    const uint StringTypeId = 3;

    /// <summary>
    /// The parts between separators as a list of strings: <c>""</c> has one empty part, a trailing separator produces an empty last part, an empty separator
    /// produces an empty part, each scalar value and an empty part (contract, functions 3; abi 6 and 7).
    /// </summary>
    [HostFunction("string_split", "string.split", Form = StringForm.LengthPrefixed)]
    internal static GuestPointer SplitToList(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        // Collect the addresses first, because the elements are allocated before the list.
        guest.Scratch.ResetWrittenCount();
        foreach (var part in new TextParts(text, separator))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(guest.Scratch.GetSpan(4), guest.NewResult(part).Address);
            guest.Scratch.Advance(4);
        }
        var addresses = guest.Scratch.WrittenSpan;
        guest.RequireAllowed(HeaderSize + (long)addresses.Length);
        var list = guest.NewBlock((uint)(HeaderSize + addresses.Length));
        var block = guest.Memory.Slice(list.Address, (uint)(HeaderSize + addresses.Length));
        var count = (uint)addresses.Length / 4;
        BinaryPrimitives.WriteUInt32LittleEndian(block, count);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], StringTypeId);
        addresses.CopyTo(block[HeaderSize..]);
        return list;
    }

    /// <summary>
    /// The parts between separators, as for lists, as the text of a JSON array; invalid UTF-8 becomes U+FFFD (contract, functions 3; abi 6).
    /// </summary>
    [HostFunction("string_split", "string.split", Form = StringForm.Pairs)]
    internal static GuestString SplitToJson(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        guest.Scratch.ResetWrittenCount();
        foreach (var part in new TextParts(text, separator))
        {
            guest.Scratch.Write(guest.Scratch.WrittenCount == 0 ? "["u8 : ","u8);
            JsonStrings.Write(part, guest.Scratch);
            guest.RequireAllowed(guest.Scratch.WrittenCount);
        }
        guest.Scratch.Write("]"u8);
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>The strings of a list with a separator between them (contract, functions 3; abi 7).</summary>
    [HostFunction("string_join", "string.join", Form = StringForm.LengthPrefixed)]
    internal static GuestString JoinList(Guest guest, GuestPointer list, ReadOnlySpan<byte> separator)
    {
        var count = guest.Memory.ReadUInt32(list.Address);
        var size = HeaderSize + 4 * (ulong)count;
        var elements = guest.Memory.Read(list.Address, (uint)Math.Min(size, uint.MaxValue))[HeaderSize..];
        var length = (long)separator.Length * Math.Max((long)count - 1, 0);
        foreach (var element in MemoryMarshal.Cast<byte, uint>(elements)) length += guest.Memory.LengthPrefixed(Address(element)).Length;

        var result = guest.NewResult(length, out var target);
        for (var offset = 0; offset < elements.Length; offset += 4)
        {
            if (offset > 0)
            {
                separator.CopyTo(target);
                target = target[separator.Length..];
            }
            var part = guest.Memory.LengthPrefixed(BinaryPrimitives.ReadUInt32LittleEndian(elements[offset..]));
            part.CopyTo(target);
            target = target[part.Length..];
        }
        return result;
    }

    /// <summary>The strings of a JSON array with a separator between them; "" when the text is not an array of strings (contract, functions 3).</summary>
    [HostFunction("string_join", "string.join", Form = StringForm.Pairs)]
    internal static GuestString JoinJson(Guest guest, ReadOnlySpan<byte> array, ReadOnlySpan<byte> separator)
    {
        guest.Scratch.ResetWrittenCount();
        if (JsonStrings.TryJoin(array, separator, guest.Scratch)) return guest.NewResult(guest.Scratch.WrittenSpan);
        StringFunctionLog.JoinRefused(guest.Logger, array.Length);
        return guest.NewResult(default);
    }

    static uint Address(uint littleEndian) => BitConverter.IsLittleEndian ? littleEndian : BinaryPrimitives.ReverseEndianness(littleEndian);
}
