using System.Buffers;

namespace Cleanroom.Bridge.Text;

/// <summary>The fixed patterns for validating text (contract, functions 3: <c>string_matches</c>). All are matched in linear time.</summary>
static class TextPattern
{
    static readonly SearchValues<byte> s_phonePunctuation = SearchValues.Create("+-(). "u8);
    static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);
    static readonly SearchValues<byte> s_lettersAndDigits = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Whether the text has the form with this id. False for an unknown id.</summary>
    public static bool Matches(ReadOnlySpan<byte> text, int id) => id switch
    {
        0 => IsEmail(text),
        1 => text.StartsWith("http://"u8) || text.StartsWith("https://"u8),
        2 => IsUuid(text),
        3 => IsPhone(text),
        4 => IsDate(text),
        5 => NumberParser.TryParseExactInteger(text, out _),
        6 => NumberParser.TryParseExactFloat(text, out _),
        7 => !text.IsEmpty && !text.ContainsAnyExcept(s_lettersAndDigits),
        _ => false,
    };

    /// <summary>Returns the id of a form's name, or −1.</summary>
    public static int IdOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("email"u8) => 0,
        _ when name.SequenceEqual("url"u8) => 1,
        _ when name.SequenceEqual("uuid"u8) => 2,
        _ when name.SequenceEqual("phone"u8) => 3,
        _ when name.SequenceEqual("date"u8) => 4,
        _ when name.SequenceEqual("integer"u8) || name.SequenceEqual("int"u8) => 5,
        _ when name.SequenceEqual("number"u8) || name.SequenceEqual("float"u8) => 6,
        _ when name.SequenceEqual("alphanumeric"u8) => 7,
        _ => -1,
    };

    static bool IsEmail(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        if (at <= 0) return false;
        var domain = text[(at + 1)..];
        return !domain.Contains((byte)'@') && domain.Contains((byte)'.');
    }

    static bool IsUuid(ReadOnlySpan<byte> text) =>
        text.Length == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && AreHexDigits(text[..8]) && AreHexDigits(text[9..13]) && AreHexDigits(text[14..18]) && AreHexDigits(text[19..23]) && AreHexDigits(text[24..]);

    static bool IsPhone(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var character in text)
            if (IsDigit(character)) digits++;
            else if (!s_phonePunctuation.Contains(character)) return false;
        return digits is >= 7 and <= 15;
    }

    static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-' && AreDigits(text[..4]) && AreDigits(text[5..7]) && AreDigits(text[8..]);

    static bool AreHexDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(s_hexDigits);

    static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
}
