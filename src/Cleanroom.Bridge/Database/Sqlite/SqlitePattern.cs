using System.Buffers;
using System.Text;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>
/// Matches LIKE and GLOB patterns like SQLite: LIKE ignores the case of ASCII letters, GLOB has sets in brackets. Backtracking is limited to the last
/// wildcard, so the time is at most the product of both lengths, and the time limit of the statement is checked meanwhile.
/// </summary>
readonly ref struct SqlitePattern
{
    const int StepsBetweenChecks = 1 << 16;
    const int None = -1, FirstInvalid = 0x11_0000;

    readonly ReadOnlySpan<byte> _pattern;
    readonly int _escape;
    readonly bool _isGlob;
    readonly Func<bool> _isOver;

    /// <summary>Creates a matcher for a pattern.</summary>
    /// <param name="pattern">The pattern; a NUL ends it.</param>
    /// <param name="escape">The escape character, or empty.</param>
    /// <param name="isGlob">True for GLOB.</param>
    /// <param name="isOver">Returns true when the statement has to end.</param>
    public SqlitePattern(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape, bool isGlob, Func<bool> isOver)
    {
        _pattern = UpToNul(pattern);
        (_isGlob, _isOver) = (isGlob, isOver);
        _escape = escape.IsEmpty ? None : Decode(escape, out _);
    }

    /// <summary>Returns whether a text matches; null when the time limit was exceeded before that was known.</summary>
    public bool? Matches(ReadOnlySpan<byte> text)
    {
        text = UpToNul(text);
        var (at, from, resumePattern, resumeText) = (0, 0, -1, 0);
        for (var steps = 1; ; steps++)
        {
            if (steps % StepsBetweenChecks == 0 && _isOver()) return null;
            if (at < _pattern.Length && IsMany(at))
            {
                (resumePattern, resumeText) = (++at, from);
                continue;
            }
            if (at == _pattern.Length ? from == text.Length : from < text.Length && MatchesOne(ref at, text, ref from))
            {
                if (at == _pattern.Length && from == text.Length) return true;
                continue;
            }
            // At the end of the text, a longer match of the wildcard is impossible.
            if (resumePattern < 0 || resumeText >= text.Length) return false;
            Decode(text[resumeText..], out var length);
            resumeText += length;
            (at, from) = (resumePattern, resumeText);
        }
    }

    bool IsMany(int at) => _pattern[at] == (_isGlob ? '*' : '%') && _pattern[at] != _escape;

    // Advances both positions past the character on success.
    bool MatchesOne(ref int at, ReadOnlySpan<byte> text, ref int from)
    {
        var expected = Decode(_pattern[at..], out var length);
        var next = at + length;
        var found = Decode(text[from..], out var foundLength);
        if (expected == _escape)
        {
            if (next == _pattern.Length) return false;
            expected = Decode(_pattern[next..], out length);
            next += length;
            if (!AreEqual(expected, found)) return false;
        }
        else if (_isGlob && expected == '[')
        {
            if (!MatchesSet(ref next, found)) return false;
        }
        else if (expected != (_isGlob ? '?' : '_') && !AreEqual(expected, found))
        {
            return false;
        }
        at = next;
        from += foundLength;
        return true;
    }

    // [abc], [a-z], [^…]; a leading ] belongs to the set. Without a closing bracket nothing matches.
    bool MatchesSet(ref int at, int found)
    {
        var (isIn, isFirst, previous) = (false, true, None);
        var isInverted = at < _pattern.Length && _pattern[at] == '^';
        if (isInverted) at++;
        while (at < _pattern.Length)
        {
            var rune = Decode(_pattern[at..], out var length);
            at += length;
            if (rune == ']' && !isFirst) return isIn != isInverted;
            if (rune == '-' && previous is var low and not None && at < _pattern.Length && _pattern[at] != ']')
            {
                var high = Decode(_pattern[at..], out length);
                at += length;
                isIn |= found >= low && found <= high;
                previous = None;
            }
            else
            {
                isIn |= rune == found;
                previous = rune;
            }
            isFirst = false;
        }
        return false;
    }

    bool AreEqual(int expected, int found) => expected == found || !_isGlob && ToLower(expected) == ToLower(found);

    static int ToLower(int letter) => letter is >= 'A' and <= 'Z' ? letter | 0x20 : letter;

    // A byte that is invalid UTF-8 is a character that equals only itself.
    static int Decode(ReadOnlySpan<byte> text, out int length)
    {
        if (Rune.DecodeFromUtf8(text, out var rune, out length) == OperationStatus.Done) return rune.Value;
        length = 1;
        return FirstInvalid + text[0];
    }

    static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> text) => text.IndexOf((byte)0) is var end && end >= 0 ? text[..end] : text;
}
