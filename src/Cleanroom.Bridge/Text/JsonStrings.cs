using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Cleanroom.Bridge.Text;

/// <summary>Arrays of strings as JSON text, for functions that exchange lists in this form.</summary>
static class JsonStrings
{
    static readonly SearchValues<byte> s_special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value)]);

    /// <summary>Appends a quoted string. Invalid UTF-8 becomes U+FFFD.</summary>
    public static void Write(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> target)
    {
        target.Write("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(s_special);
            if (plain < 0) plain = text.Length;
            target.Write(text[..plain]);
            text = text[plain..];
            if (text.IsEmpty) break;
            Rune.DecodeFromUtf8(text, out var scalar, out var length);
            if (scalar.IsAscii) WriteEscape((byte)scalar.Value, target);
            else target.Advance(scalar.EncodeToUtf8(target.GetSpan(4)));
            text = text[length..];
        }
        target.Write("\""u8);
    }

    /// <summary>Appends the strings of an array with a separator between them. Returns false when the text is not a JSON array of strings.</summary>
    public static bool TryJoin(ReadOnlySpan<byte> array, ReadOnlySpan<byte> separator, ArrayBufferWriter<byte> target)
    {
        var reader = new Utf8JsonReader(array);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
            for (var first = true; reader.Read() && reader.TokenType == JsonTokenType.String; first = false)
            {
                if (!first) target.Write(separator);
                if (!reader.ValueIsEscaped) target.Write(reader.ValueSpan);
                else target.Advance(reader.CopyString(target.GetSpan(reader.ValueSpan.Length)));
            }
            return reader.TokenType == JsonTokenType.EndArray && !reader.Read();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    static void WriteEscape(byte character, ArrayBufferWriter<byte> target)
    {
        var shortForm = character switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            _ => default,
        };
        if (!shortForm.IsEmpty)
        {
            target.Write(shortForm);
            return;
        }
        target.Write("\\u00"u8);
        target.Write([HexDigit(character >> 4), HexDigit(character & 15)]);
    }

    static byte HexDigit(int value) => "0123456789abcdef"u8[value];
}
