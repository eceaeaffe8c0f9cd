using System.Buffers.Binary;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Abi;

/// <summary>Checked access to a guest's linear memory. Words are little-endian; addresses and lengths are unsigned.</summary>
readonly struct GuestMemory(Memory memory)
{
    /// <summary>The engine's memory.</summary>
    public Memory Memory { get; } = memory;

    /// <summary>Current size in bytes.</summary>
    public ulong Length => Memory.Length;

    /// <summary>The bytes of a range, or a trap.</summary>
    public Span<byte> Slice(uint address, uint length) =>
        Memory.TrySlice(address, length, out var bytes) ? bytes : throw OutOfRange(address, length);

    /// <summary>The bytes of a length-prefixed string, empty for address 0, or a trap.</summary>
    public ReadOnlySpan<byte> LengthPrefixed(uint address)
    {
        if (address == 0) return default;
        return Memory.TrySlice(address, 4, out var word) && Memory.TrySlice(address, 4 + (ulong)BinaryPrimitives.ReadUInt32LittleEndian(word) is var total && total <= int.MaxValue ? (uint)total : uint.MaxValue, out var bytes)
            ? bytes[4..]
            : throw OutOfRange(address, Memory.TrySlice(address, 4, out word) ? BinaryPrimitives.ReadUInt32LittleEndian(word) : 4);
    }

    /// <summary>Reads a 32-bit word, or traps.</summary>
    public uint ReadUInt32(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(address, 4));

    /// <summary>Writes a 32-bit word, or traps.</summary>
    public void WriteUInt32(uint address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Slice(address, 4), value);

    /// <summary>Reads a double, or traps.</summary>
    public double ReadDouble(uint address) => BinaryPrimitives.ReadDoubleLittleEndian(Slice(address, 8));

    /// <summary>Writes a double, or traps.</summary>
    public void WriteDouble(uint address, double value) => BinaryPrimitives.WriteDoubleLittleEndian(Slice(address, 8), value);

    TrapException OutOfRange(uint address, uint length) => Guest.Trap($"address {address} with length {length} is outside the memory of {Length} bytes");
}
