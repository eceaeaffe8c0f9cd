namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>The set of characters that a trim removes, with constant-time lookup.</summary>
sealed class Utf8CharacterSet
{
    readonly bool[] _ascii = new bool[128];
    readonly HashSet<uint> _others = [];

    /// <summary>Creates the set of the characters of a text.</summary>
    public Utf8CharacterSet(ReadOnlySpan<byte> characters)
    {
        while (!characters.IsEmpty)
        {
            var length = LengthOfFirst(characters);
            if (characters[0] < 128) _ascii[characters[0]] = true;
            else _others.Add(Key(characters[..length]));
            characters = characters[length..];
        }
    }

    /// <summary>Returns the text from its first character outside the set.</summary>
    public ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && LengthOfFirst(text) is var length && Contains(text[..length])) text = text[length..];
        return text;
    }

    /// <summary>Returns the text up to its last character outside the set.</summary>
    public ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && LengthOfLast(text) is var length && Contains(text[^length..])) text = text[..^length];
        return text;
    }

    bool Contains(ReadOnlySpan<byte> character) => character[0] < 128 ? _ascii[character[0]] : _others.Contains(Key(character));

    static uint Key(ReadOnlySpan<byte> character)
    {
        var key = 0u;
        foreach (var part in character) key = key << 8 | part;
        return key;
    }

    // Invalid UTF-8 counts as characters of one to four bytes.
    static int LengthOfFirst(ReadOnlySpan<byte> text)
    {
        var length = 1;
        if (text[0] >= 0xC0)
            while (length < Math.Min(4, text.Length) && IsContinuation(text[length])) length++;
        return length;
    }

    static int LengthOfLast(ReadOnlySpan<byte> text)
    {
        var length = 1;
        while (length < Math.Min(4, text.Length) && IsContinuation(text[^length])) length++;
        return text[^length] >= 0xC0 ? length : 1;
    }

    static bool IsContinuation(byte part) => (part & 0xC0) == 0x80;
}
