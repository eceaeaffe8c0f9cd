using System.Buffers;
using System.Text;

namespace Cleanroom.Bridge.Text;

/// <summary>Iterates over UTF-8 that may be invalid.</summary>
static class Utf8Scalars
{
    /// <summary>Counts characters: the bytes that are not continuation bytes.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var part in text)
            if ((part & 0xC0) != 0x80) count++;
        return count;
    }

    /// <summary>Returns the length of the scalar value at the start of a non-empty text; 1 for invalid UTF-8.</summary>
    public static int FirstLength(ReadOnlySpan<byte> text) =>
        Rune.DecodeFromUtf8(text, out _, out var consumed) == OperationStatus.Done ? consumed : 1;
}
