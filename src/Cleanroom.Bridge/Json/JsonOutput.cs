using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Json;

/// <summary>
/// Writes JSON: only <c>"</c>, <c>\</c> and control characters are escaped, numbers are formatted like <c>float_to_string</c>. A result above the size limit
/// traps.
/// </summary>
/// <param name="target">The buffer that receives the output.</param>
/// <param name="pretty">True to write one value per line, indented by two spaces per level.</param>
readonly struct JsonOutput(ArrayBufferWriter<byte> target, bool pretty = false)
{
    static readonly SearchValues<byte> NeedsEscape = SearchValues.Create([.. Enumerable.Range(0, 32).Select(static code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>Writes bytes unchanged.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (target.WrittenCount + (long)bytes.Length > JsonLimits.Bytes) throw Guest.Trap($"the JSON text is larger than the limit of {JsonLimits.Bytes} bytes");
        target.Write(bytes);
    }

    /// <summary>Writes an integer.</summary>
    public void Integer(long value)
    {
        Span<byte> digits = stackalloc byte[24];
        Raw(digits[..NumberFormat.WriteInteger(value, digits)]);
    }

    /// <summary>Writes a number; infinities and NaN, which JSON does not have, become <c>null</c>.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw("null"u8);
            return;
        }
        Span<byte> digits = stackalloc byte[NumberFormat.MaxLength];
        Raw(digits[..NumberFormat.Write(value, digits)]);
    }

    /// <summary>Writes a string. Invalid UTF-8 becomes U+FFFD.</summary>
    public void String(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes)) bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
        Raw("\""u8);
        while (bytes.IndexOfAny(NeedsEscape) is var run && run >= 0)
        {
            Raw(bytes[..run]);
            Escape(bytes[run]);
            bytes = bytes[(run + 1)..];
        }
        Raw(bytes);
        Raw("\""u8);
    }

    /// <summary>Writes a name and its colon.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        String(name);
        Raw(pretty ? ": "u8 : ":"u8);
    }

    /// <summary>Starts the next value of an array or object: writes the comma and, in pretty text, a new line.</summary>
    public void Item(bool isFirst, int depth)
    {
        if (!isFirst) Raw(","u8);
        NewLine(depth);
    }

    /// <summary>Writes a flat array of strings.</summary>
    public void Array(IEnumerable<string> values)
    {
        Raw("["u8);
        var isFirst = true;
        foreach (var value in values)
        {
            Item(isFirst, 1);
            String(Encoding.UTF8.GetBytes(value));
            isFirst = false;
        }
        Raw("]"u8);
    }

    /// <summary>Writes a flat object whose members are strings.</summary>
    public void Object(IEnumerable<(string Name, byte[] Value)> members)
    {
        Raw("{"u8);
        var isFirst = true;
        foreach (var (name, value) in members)
        {
            Item(isFirst, 1);
            Name(Encoding.UTF8.GetBytes(name));
            String(value);
            isFirst = false;
        }
        Raw("}"u8);
    }

    /// <summary>Starts a new line in pretty text.</summary>
    public void NewLine(int depth)
    {
        if (!pretty) return;
        Raw("\n"u8);
        for (var i = 0; i < depth; i++) Raw("  "u8);
    }

    void Escape(byte value)
    {
        switch (value)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\b': Raw("\\b"u8); break;
            case (byte)'\f': Raw("\\f"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            default: Raw([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex(value >> 4), Hex(value & 15)]); break;
        }
    }

    static byte Hex(int digit) => "0123456789abcdef"u8[digit];
}
