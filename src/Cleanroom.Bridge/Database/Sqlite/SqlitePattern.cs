using System.Buffers;
using System.Text;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>
/// A pattern of LIKE or GLOB as SQLite reads it: LIKE takes letters of ASCII in either case, GLOB has sets in brackets. Only the last wildcard is ever
/// tried again, which takes at most the product of both lengths, and the time of the statement is looked at meanwhile.
/// </summary>
readonly ref struct SqlitePattern
{
    const int StepsBetweenChecks = 1 << 16;
    const int None = -1, FirstInvalid = 0x11_0000;

    readonly ReadOnlySpan<byte> _pattern;
    readonly int _escape;
    readonly bool _isGlob;
    readonly Func<bool> _isOver;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">Its text; a NUL ends it.</param>
    /// <param name="escape">The character after which another one stands for itself, or nothing.</param>
    /// <param name="isGlob">True for GLOB.</param>
    /// <param name="isOver">True when the statement has to end.</param>
    public SqlitePattern(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape, bool isGlob, Func<bool> isOver)
    {
        _pattern = UpToNul(pattern);
        (_isGlob, _isOver) = (isGlob, isOver);
        _escape = escape.IsEmpty ? None : Decode(escape, out _);
    }

    /// <summary>Whether a text matches; null when the time was over before that was known.</summary>
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
            // A text that is used up has no more for a longer stretch of the wildcard.
            if (resumePattern < 0 || resumeText >= text.Length) return false;
            Decode(text[resumeText..], out var length);
            resumeText += length;
            (at, from) = (resumePattern, resumeText);
        }
    }

    bool IsMany(int at) => _pattern[at] == (_isGlob ? '*' : '%') && _pattern[at] != _escape;

    // On success both go behind the character.
    bool MatchesOne(ref int at, ReadOnlySpan<byte> text, ref int from)
    {
        var wanted = Decode(_pattern[at..], out var length);
        var next = at + length;
        var found = Decode(text[from..], out var foundLength);
        if (wanted == _escape)
        {
            if (next == _pattern.Length) return false;
            wanted = Decode(_pattern[next..], out length);
            next += length;
            if (!AreEqual(wanted, found)) return false;
        }
        else if (_isGlob && wanted == '[')
        {
            if (!MatchesSet(ref next, found)) return false;
        }
        else if (wanted != (_isGlob ? '?' : '_') && !AreEqual(wanted, found))
        {
            return false;
        }
        at = next;
        from += foundLength;
        return true;
    }

    // [abc], [a-z], [^…]; a ] that comes first belongs to the set. Without a closing one nothing matches.
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

    bool AreEqual(int wanted, int found) => wanted == found || !_isGlob && ToLower(wanted) == ToLower(found);

    static int ToLower(int letter) => letter is >= 'A' and <= 'Z' ? letter | 0x20 : letter;

    // Bytes that are no UTF-8 are characters too, each equal to itself alone.
    static int Decode(ReadOnlySpan<byte> text, out int length)
    {
        if (Rune.DecodeFromUtf8(text, out var rune, out length) == OperationStatus.Done) return rune.Value;
        length = 1;
        return FirstInvalid + text[0];
    }

    static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> text) => text.IndexOf((byte)0) is var end && end >= 0 ? text[..end] : text;
}
