namespace Cleanroom.Bridge.Text;

/// <summary>Decodes percent-encoded text of request targets to bytes, once. A malformed <c>%</c> is kept (contract, server 2).</summary>
static class PercentEncoding
{
    /// <summary>Writes the decoded bytes; the target must be at least as long as the text. Returns their number.</summary>
    /// <param name="text">Characters of a request target, each one byte on the wire.</param>
    /// <param name="target">Receives the bytes.</param>
    /// <param name="plusIsSpace">True in query strings and forms.</param>
    public static int Decode(ReadOnlySpan<char> text, Span<byte> target, bool plusIsSpace = false)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '%' && i + 2 < text.Length && Hex(text[i + 1]) is >= 0 and var high && Hex(text[i + 2]) is >= 0 and var low)
            {
                target[written++] = (byte)(high << 4 | low);
                i += 2;
            }
            else target[written++] = character == '+' && plusIsSpace ? (byte)' ' : (byte)character;
        }
        return written;
    }

    /// <summary>Decodes bytes in place.</summary>
    public static int Decode(Span<byte> text, bool plusIsSpace)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '%' && i + 2 < text.Length && Hex((char)text[i + 1]) is >= 0 and var high && Hex((char)text[i + 2]) is >= 0 and var low)
            {
                text[written++] = (byte)(high << 4 | low);
                i += 2;
            }
            else text[written++] = character == '+' && plusIsSpace ? (byte)' ' : character;
        }
        return written;
    }

    static int Hex(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'a' and <= 'f' => character - 'a' + 10,
        >= 'A' and <= 'F' => character - 'A' + 10,
        _ => -1,
    };
}
