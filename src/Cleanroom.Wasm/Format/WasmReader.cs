using System.Buffers.Binary;
using System.Text;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>Reads the binary format's primitive values. Positions are byte offsets in the module.</summary>
sealed class WasmReader(byte[] bytes, int start, int end, string? section = null)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The current section, for error messages.</summary>
    public string? Section => section;

    public int Position { get; private set; } = start;

    public int End { get; } = end;

    public bool AtEnd => Position >= End;

    public int Remaining => End - Position;

    /// <summary>Returns a reader that starts here and does not move this one.</summary>
    public WasmReader LookAhead() => new(bytes, Position, End, section);

    /// <summary>Returns a reader for the next bytes and skips them.</summary>
    public WasmReader Slice(int length, string? name = null)
    {
        var from = Position;
        Skip(length);
        return new WasmReader(bytes, from, from + length, name ?? section);
    }

    public void Skip(int length)
    {
        if (length < 0 || length > Remaining) throw Error("unexpected end: expected " + Bytes(length) + ", " + Bytes(Remaining) + " left");
        Position += length;
    }

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        var from = Position;
        Skip(length);
        return bytes.AsSpan(from, length);
    }

    public byte ReadByte()
    {
        if (Position >= End) throw Error("unexpected end: one more byte expected");
        return bytes[Position++];
    }

    public byte PeekByte() => Position < End ? bytes[Position] : throw Error("unexpected end: one more byte expected");

    public uint ReadUInt32()
    {
        var first = ReadByte();
        if (first < 0x80) return first;
        uint result = first & 0x7Fu;
        for (var shift = 7; ; shift += 7)
        {
            var next = ReadByte();
            if (shift == 28 && next > 0x0F) throw Error(next >= 0x80 ? "integer representation too long" : "integer too large", Position - 1);
            result |= (next & 0x7Fu) << shift;
            if (next < 0x80) return result;
        }
    }

    public int ReadInt32() => (int)ReadSigned(32);

    public long ReadInt64() => ReadSigned(64);

    /// <summary>Reads a signed 33-bit integer: a block type.</summary>
    public long ReadInt33() => ReadSigned(33);

    public uint ReadFloat32Bits() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    public ulong ReadFloat64Bits() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads a count of items that take at least one byte each.</summary>
    public int ReadCount(int maximum, string what)
    {
        var at = Position;
        var count = ReadUInt32();
        if (count > (uint)maximum) throw Error($"{count} {what}, at most {maximum} are allowed", at);
        return (int)count;
    }

    public string ReadName()
    {
        var at = Position;
        var length = ReadCount(ImplementationLimits.NameLength, "bytes in a name");
        try
        {
            return StrictUtf8.GetString(ReadBytes(length));
        }
        catch (DecoderFallbackException)
        {
            throw Error("malformed UTF-8 encoding", at);
        }
    }

    public ValueType ReadValueType()
    {
        var at = Position;
        var code = ReadByte();
        return IsValueType(code) ? (ValueType)code : throw Unsupported(Proposals.OfValueType(code), $"malformed value type 0x{code:x2}", at);
    }

    public ValueType ReadReferenceType()
    {
        var at = Position;
        var type = ReadValueType();
        return type.IsReference() ? type : throw Error("malformed reference type", at);
    }

    public static bool IsValueType(byte code) => code is >= 0x7C and <= 0x7F or 0x70 or 0x6F;

    public WasmFormatException Error(string message, int offset = -1) => new(message, offset < 0 ? Position : offset, section);

    /// <summary>Creates the error for a feature of an unsupported proposal, or for an unknown one.</summary>
    public WasmFormatException Unsupported((string Proposal, string What)? found, string otherwise, int offset) =>
        found is var (proposal, what) ? WasmFormatException.Unsupported(proposal, what, offset, section) : Error(otherwise, offset);

    static string Bytes(int count) => count == 1 ? "1 byte" : $"{count} bytes";

    long ReadSigned(int bits)
    {
        long result = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = ReadByte();
            var left = bits - shift;
            if (left < 7)
            {
                // The last byte: its unused bits must repeat the sign.
                var sign = (sbyte)(next << 1) >> left;
                if (next >= 0x80) throw Error("integer representation too long", Position - 1);
                if (sign != 0 && sign != -1) throw Error("integer too large", Position - 1);
            }
            result |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                var used = shift + 7;
                return used < 64 ? result << 64 - used >> 64 - used : result;
            }
        }
    }
}
