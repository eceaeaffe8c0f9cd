using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Builds a log line as UTF-8 in a buffer that is large enough. Text of clients cannot forge lines or control a terminal: whatever is not visible ASCII is
/// escaped as in JSON.
/// </summary>
ref struct LogText(Span<byte> buffer)
{
    /// <summary>Most bytes that a character needs.</summary>
    public const int MaxCharacter = 6;

    // Visible characters except those that end a quoted text or begin an escape.
    static readonly SearchValues<char> Plain = Between('!', '~');
    static readonly SearchValues<char> PlainInQuotes = Between(' ', '~');

    readonly Span<byte> _buffer = buffer;
    int _length;

    /// <summary>What was appended.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Appends bytes as they are.</summary>
    public void Append(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    /// <summary>Appends text in which spaces are escaped too, so that it is one word.</summary>
    public void AppendWord(ReadOnlySpan<char> text) => AppendEscaped(text, Plain);

    /// <summary>Appends text between quotation marks.</summary>
    public void AppendQuoted(ReadOnlySpan<char> text)
    {
        Append("\""u8);
        AppendEscaped(text, PlainInQuotes);
        Append("\""u8);
    }

    /// <summary>Appends a number.</summary>
    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer[_length..], out var written);
        _length += written;
    }

    /// <summary>Appends a number that is not negative with three decimals.</summary>
    public void AppendThousandths(double number)
    {
        var (whole, rest) = Math.DivRem((long)(number * 1000 + 0.5), 1000);
        Append(whole);
        Append([(byte)'.', (byte)('0' + rest / 100), (byte)('0' + rest / 10 % 10), (byte)('0' + rest % 10)]);
    }

    /// <summary>Appends a value that writes itself, such as an address.</summary>
    public void Append<T>(T value) where T : IUtf8SpanFormattable
    {
        value.TryFormat(_buffer[_length..], out var written, default, null);
        _length += written;
    }

    /// <summary>Appends a time in UTC with milliseconds, as in RFC 3339.</summary>
    public void Append(DateTimeOffset time)
    {
        const int toMilliseconds = 23;
        time.UtcDateTime.TryFormat(_buffer[_length..], out _, "O", null);
        _length += toMilliseconds;
        Append("Z"u8);
    }

    static SearchValues<char> Between(char first, char last) =>
        SearchValues.Create([.. Enumerable.Range(first, last - first + 1).Select(static code => (char)code).Where(static character => character is not ('"' or '\\'))]);

    void AppendEscaped(ReadOnlySpan<char> text, SearchValues<char> plain)
    {
        while (true)
        {
            var end = text.IndexOfAnyExcept(plain);
            var run = end < 0 ? text : text[..end];
            Ascii.FromUtf16(run, _buffer[_length..], out var written);
            _length += written;
            if (end < 0) return;
            Append("\\u"u8);
            Utf8Formatter.TryFormat((int)text[end], _buffer[_length..], out written, new StandardFormat('x', 4));
            _length += written;
            text = text[(end + 1)..];
        }
    }
}
