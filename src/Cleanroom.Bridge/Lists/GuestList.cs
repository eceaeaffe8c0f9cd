using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Lists;

/// <summary>
/// A real list in guest memory: <c>[u32 count][u32 capacity][u32 type id][u32 flags]</c>, then the elements. The space for elements is four bytes times the
/// capacity, whatever the element size. Address 0 is legal: some generations put their first list there.
/// </summary>
readonly struct GuestList(Guest guest, uint address)
{
    const uint HeaderSize = 16;
    const uint MinRoom = 32;

    /// <summary>Number of elements. A header outside the memory traps.</summary>
    public uint Count => BinaryPrimitives.ReadUInt32LittleEndian(Header);

    Span<byte> Header => guest.Memory.Slice(address, HeaderSize);

    /// <summary>The elements as 32-bit words. A count that extends outside the memory traps.</summary>
    public Span<int> Words => MemoryMarshal.Cast<byte, int>(Elements(Count * 4UL));

    /// <summary>Sets the count.</summary>
    public void SetCount(uint count) => BinaryPrimitives.WriteUInt32LittleEndian(Header, count);

    /// <summary>Adds an element in place. Returns false when the list is full.</summary>
    public bool TryPush(ReadOnlySpan<byte> element)
    {
        var count = Count;
        var used = count * (ulong)element.Length;
        if (used + (ulong)element.Length > Room) return false;
        element.CopyTo(Elements(used + (ulong)element.Length)[(int)used..]);
        SetCount(count + 1);
        return true;
    }

    /// <summary>Copies the list to a new block with twice the capacity and adds an element there.</summary>
    public GuestPointer Grow(ReadOnlySpan<byte> element)
    {
        var used = Count * (ulong)element.Length;
        var room = Math.Max(Math.Max(Room * 2, used + (ulong)element.Length), MinRoom);
        if (HeaderSize + room > int.MaxValue) throw Guest.Trap($"out of memory: a list needs {HeaderSize + room} bytes");
        // Reading the elements first prevents a list with a corrupt count from allocating anything.
        Elements(used);
        var result = guest.NewBlock((uint)(HeaderSize + room));
        Header.CopyTo(guest.Memory.Slice(result.Address, HeaderSize));
        guest.Memory.WriteUInt32(result.Address + 4, (uint)(room / 4));
        var grown = new GuestList(guest, result.Address);
        Elements(used).CopyTo(grown.Elements(used));
        grown.TryPush(element);
        return result;
    }

    /// <summary>Creates a list of 32-bit words with the type id of another list.</summary>
    public static GuestPointer New(Guest guest, uint like, ReadOnlySpan<int> words)
    {
        var room = Math.Max((uint)words.Length * 4, MinRoom);
        var typeId = guest.Memory.ReadUInt32(like + 8);
        var result = guest.NewBlock(HeaderSize + room);
        guest.Memory.WriteUInt32(result.Address, (uint)words.Length);
        guest.Memory.WriteUInt32(result.Address + 4, room / 4);
        guest.Memory.WriteUInt32(result.Address + 8, typeId);
        words.CopyTo(new GuestList(guest, result.Address).Words);
        return result;
    }

    ulong Room => 4UL * BinaryPrimitives.ReadUInt32LittleEndian(Header[4..]);

    Span<byte> Elements(ulong size) => guest.Memory.Slice(address, (uint)Math.Min(HeaderSize + size, uint.MaxValue))[(int)HeaderSize..];
}
