using System.Buffers.Binary;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Json;

/// <summary>Reads any boxes in guest memory. An address outside the memory traps.</summary>
readonly ref struct BoxView
{
    /// <summary>Child slots up to this value are immediate values, not addresses: 0 null, 1 false, 2 true.</summary>
    public const uint LastCompactValue = 2;

    readonly ReadOnlySpan<byte> _bytes;

    public BoxView(Guest guest, uint address) => _bytes = guest.Memory.Read(address, 12);

    /// <summary>The tag; may be a number that <see cref="BoxTag"/> does not define.</summary>
    public BoxTag Tag => (BoxTag)BinaryPrimitives.ReadInt32LittleEndian(_bytes);

    /// <summary>The first value word: an address or a flag.</summary>
    public uint Word => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[4..]);

    /// <summary>The number of tag 3.</summary>
    public double Number => BinaryPrimitives.ReadDoubleLittleEndian(_bytes[4..]);

    /// <summary>The integer of tag 1. Compilers do not sign-extend, so a negative 32-bit number may have a high word of 0.</summary>
    public long Integer
    {
        get
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(_bytes[4..]);
            return value >> 32 is 0 or -1 ? (int)value : value;
        }
    }

    /// <summary>The entries of tag 5 (one word each) or 6 (two words each); their number is the length divided by the size of an entry.</summary>
    public ReadOnlySpan<byte> Entries(Guest guest)
    {
        var size = Tag == BoxTag.Array ? 4u : 8u;
        var total = 4 + (ulong)guest.Memory.ReadUInt32(Word) * size;
        return guest.Memory.Read(Word, (uint)Math.Min(total, uint.MaxValue))[4..];
    }

    /// <summary>Reads one word of the entries.</summary>
    public static uint WordAt(ReadOnlySpan<byte> entries, int index) => BinaryPrimitives.ReadUInt32LittleEndian(entries[(index * 4)..]);
}
