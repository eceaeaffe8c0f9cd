using System.Buffers;
using System.Text;

namespace Cleanroom.Bridge.Text;

/// <summary>White space as Unicode's White_Space property has it: 25 code points, neither U+FEFF nor U+200B among them.</summary>
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
