using System.Buffers;
using System.Text;

namespace Cleanroom.Bridge.Text;

/// <summary>White space by Unicode's White_Space property: 25 code points, which do not include U+FEFF and U+200B.</summary>
static class WhiteSpace
{
    /// <summary>The text without white space at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => TrimEnd(TrimStart(text));

    /// <summary>The text without white space at its start.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var scalar, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(scalar)) text = text[length..];
        return text;
    }

    /// <summary>The text without white space at its end.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeLastFromUtf8(text, out var scalar, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(scalar)) text = text[..^length];
        return text;
    }
}
