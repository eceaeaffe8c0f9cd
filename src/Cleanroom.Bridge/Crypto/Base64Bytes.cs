using System.Buffers;
using System.Buffers.Text;

namespace Cleanroom.Bridge.Crypto;

/// <summary>Decodes base64 whose padding may be missing.</summary>
static class Base64Bytes
{
    /// <summary>Decodes the standard alphabet.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        text = text.TrimEnd((byte)'=');
        var padded = new byte[(text.Length + 3) / 4 * 4];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill((byte)'=');
        if (text.Length % 4 == 1 || Base64.DecodeFromUtf8InPlace(padded, out var length) != OperationStatus.Done)
        {
            bytes = [];
            return false;
        }
        bytes = padded[..length];
        return true;
    }
}
