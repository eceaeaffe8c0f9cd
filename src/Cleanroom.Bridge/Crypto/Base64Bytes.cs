using System.Buffers;
using System.Buffers.Text;

namespace Cleanroom.Bridge.Crypto;

/// <summary>Strict base64 decoding: no white space, no characters of the other alphabet, no nonzero unused bits.</summary>
static class Base64Bytes
{
    static readonly SearchValues<byte> Standard = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);
    static readonly SearchValues<byte> Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Decodes the standard alphabet; padding is optional.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        var digits = text.TrimEnd((byte)'=');
        var padding = text.Length - digits.Length;
        bytes = [];
        return (padding == 0 || padding == (-digits.Length & 3)) && !digits.ContainsAnyExcept(Standard) && TryDecodeDigits(digits, out bytes);
    }

    /// <summary>Decodes the URL-safe alphabet without padding (RFC 7515, 2).</summary>
    public static bool TryDecodeUrl(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = [];
        if (text.ContainsAnyExcept(Url)) return false;
        var digits = text.ToArray();
        digits.AsSpan().Replace((byte)'-', (byte)'+');
        digits.AsSpan().Replace((byte)'_', (byte)'/');
        return TryDecodeDigits(digits, out bytes);
    }

    static bool TryDecodeDigits(ReadOnlySpan<byte> digits, out byte[] bytes)
    {
        var padded = new byte[(digits.Length + 3) / 4 * 4];
        digits.CopyTo(padded);
        padded.AsSpan(digits.Length).Fill((byte)'=');
        var isBase64 = Base64.DecodeFromUtf8InPlace(padded, out var length) == OperationStatus.Done;
        bytes = isBase64 ? padded[..length] : [];
        return isBase64;
    }
}
