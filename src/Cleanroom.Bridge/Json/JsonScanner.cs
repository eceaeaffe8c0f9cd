using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Cleanroom.Bridge.Json;

/// <summary>Reads single strings, numbers and literals.</summary>
ref struct JsonScanner(Span<byte> text, int position)
{
    // Quote, backslash and the control characters, which must be escaped in strings.
    static readonly SearchValues<byte> EndsRun = SearchValues.Create([.. Enumerable.Range(0, 32).Select(static code => (byte)code), (byte)'"', (byte)'\\']);

    readonly Span<byte> _text = text;

    /// <summary>The read position.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Reads exactly these bytes.</summary>
    public bool TryLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_text[Position..].StartsWith(literal)) return false;
        Position += literal.Length;
        return true;
    }

    /// <summary>Reads a number in RFC 8259 syntax.</summary>
    public bool TryNumber(out int length)
    {
        var start = Position;
        length = 0;
        if (Next() == '-') Position++;
        if (Next() == '0') Position++;
        else if (!TryDigits()) return false;
        if (Next() == '.')
        {
            Position++;
            if (!TryDigits()) return false;
        }
        if (Next() is 'e' or 'E')
        {
            Position++;
            if (Next() is '+' or '-') Position++;
            if (!TryDigits()) return false;
        }
        length = Position - start;
        return true;
    }

    /// <summary>Reads a string from its opening quote and leaves its unescaped bytes right behind that quote.</summary>
    public bool TryString(out int length)
    {
        var start = ++Position;
        var end = start;
        length = 0;
        while (true)
        {
            var run = _text[Position..].IndexOfAny(EndsRun);
            if (run < 0) return false;
            if (end != Position) _text.Slice(Position, run).CopyTo(_text[end..]);
            end += run;
            Position += run;
            var stop = _text[Position];
            if (stop == '"')
            {
                Position++;
                length = end - start;
                return true;
            }
            if (stop != '\\' || !TryEscape(ref end)) return false;
        }
    }

    bool TryEscape(ref int end)
    {
        if (Position + 1 >= _text.Length) return false;
        var kind = _text[Position + 1];
        if (kind == 'u') return TryUnicodeEscape(ref end);
        var plain = kind switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => kind,
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => (byte)0,
        };
        if (plain == 0) return false;
        _text[end++] = plain;
        Position += 2;
        return true;
    }

    bool TryUnicodeEscape(ref int end)
    {
        if (!TryUnit(Position, out var unit)) return false;
        Position += 6;
        if (!Rune.TryCreate(unit, out var rune))
        {
            // A surrogate is valid only as part of a pair.
            if (!TryUnit(Position, out var low) || !Rune.TryCreate(unit, low, out rune)) return false;
            Position += 6;
        }
        end += rune.EncodeToUtf8(_text[end..]);
        return true;
    }

    readonly bool TryUnit(int position, out char unit)
    {
        unit = '\0';
        if (position + 6 > _text.Length || _text[position] != '\\' || _text[position + 1] != 'u') return false;
        if (!Utf8Parser.TryParse(_text.Slice(position + 2, 4), out ushort value, out var used, 'x') || used != 4) return false;
        unit = (char)value;
        return true;
    }

    readonly int Next() => Position < _text.Length ? _text[Position] : -1;

    bool TryDigits()
    {
        var start = Position;
        while (Next() is >= '0' and <= '9') Position++;
        return Position > start;
    }
}
