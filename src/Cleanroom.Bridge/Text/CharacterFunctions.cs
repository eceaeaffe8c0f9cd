using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Text;

/// <summary>Functions on single characters. Indexes are bytes (contract, functions 3).</summary>
static class CharacterFunctions
{
    /// <summary>
    /// The byte at an index as text, or the whole character when a multi-byte character starts there; "" when the index is out of range (contract, functions
    /// 3).
    /// </summary>
    [HostFunction("string_char_at", "string.charAt", "string_charAt")]
    internal static GuestString CharAt(Guest guest, ReadOnlySpan<byte> text, int index) =>
        guest.NewResult((uint)index < (uint)text.Length ? text.Slice(index, Utf8Scalars.FirstLength(text[index..])) : default);

    /// <summary>The value of the byte at an index, −1 when the index is out of range (contract, functions 3).</summary>
    [HostFunction("string_char_code_at", "string.charCodeAt", "string_charCodeAt")]
    internal static int CharCodeAt(ReadOnlySpan<byte> text, int index) => (uint)index < (uint)text.Length ? text[index] : -1;

    /// <summary>The character of a Unicode scalar value; U+FFFD for any other number (contract, functions 3).</summary>
    [HostFunction("string_from_char_code", "string.fromCharCode")]
    internal static GuestString FromCharCode(Guest guest, int code)
    {
        var scalar = Rune.TryCreate(code, out var valid) ? valid : Rune.ReplacementChar;
        Span<byte> bytes = stackalloc byte[4];
        return guest.NewResult(bytes[..scalar.EncodeToUtf8(bytes)]);
    }
}
