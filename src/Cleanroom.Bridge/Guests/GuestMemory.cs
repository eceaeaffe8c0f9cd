using System.Buffers.Binary;
using Cleanroom.Bridge.Binding;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Guests;

/// <summary>Checked access to a guest's linear memory. Words are little-endian; addresses and lengths are unsigned.</summary>
readonly struct GuestMemory(Memory memory)
{
    /// <summary>The engine's memory.</summary>
    public Memory Memory { get; } = memory;

    /// <summary>Current size in bytes.</summary>
    public ulong Length => Memory.Length;

    /// <summary>Returns the writable bytes of a range, or traps.</summary>
    public Span<byte> Slice(uint address, uint length) =>
        Memory.TrySlice(address, length, out var bytes) ? bytes : throw OutOfRange(address, length);

    /// <summary>Returns the bytes of a range, or traps.</summary>
    public ReadOnlySpan<byte> Read(uint address, uint length) =>
        Memory.TryRead(address, length, out var bytes) ? bytes : throw OutOfRange(address, length);

    /// <summary>Returns the bytes of a length-prefixed string, empty for address 0, or traps.</summary>
    public ReadOnlySpan<byte> LengthPrefixed(uint address) =>
        address == 0 ? default : address <= uint.MaxValue - 4 ? Read(address + 4, ReadUInt32(address)) : throw OutOfRange(address, 4);

    /// <summary>Reads a 32-bit word, or traps.</summary>
    public uint ReadUInt32(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(Read(address, 4));

    /// <summary>Writes a 32-bit word, or traps.</summary>
    public void WriteUInt32(uint address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Slice(address, 4), value);

    /// <summary>Reads a double, or traps.</summary>
    public double ReadDouble(uint address) => BinaryPrimitives.ReadDoubleLittleEndian(Read(address, 8));

    /// <summary>Writes a double, or traps.</summary>
    public void WriteDouble(uint address, double value) => BinaryPrimitives.WriteDoubleLittleEndian(Slice(address, 8), value);

    TrapException OutOfRange(uint address, uint length) => Guest.Trap($"address {address} with length {length} is outside the memory of {Length} bytes");
}
