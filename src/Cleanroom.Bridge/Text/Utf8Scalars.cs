using System.Buffers;
using System.Text;

namespace Cleanroom.Bridge.Text;

/// <summary>Steps through bytes that are meant to be UTF-8 and may not be.</summary>
static class Utf8Scalars
{
    /// <summary>How many characters a text has: its bytes that do not continue one.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var part in text)
            if ((part & 0xC0) != 0x80) count++;
        return count;
    }

    /// <summary>Bytes of the scalar value that the text begins with; 1 when it begins with something else. The text is not empty.</summary>
    public static int FirstLength(ReadOnlySpan<byte> text) =>
        Rune.DecodeFromUtf8(text, out _, out var consumed) == OperationStatus.Done ? consumed : 1;
}
