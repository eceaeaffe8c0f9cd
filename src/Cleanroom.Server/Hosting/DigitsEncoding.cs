using System.Text;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// Decodes Content-Length for Kestrel, in HTTP/1.1 and HTTP/2. Kestrel's own parser accepts <c>+3</c> and <c>-0</c> as numbers, which an intermediary may
/// not; this is the only hook that sees the raw text. Anything but digits is decoded to text that Kestrel rejects.
/// </summary>
sealed class DigitsEncoding : Encoding
{
    const char NoDigit = '?';

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length > chars.Length) bytes = bytes[..chars.Length];
        for (var i = 0; i < bytes.Length; i++) chars[i] = char.IsAsciiDigit((char)bytes[i]) ? (char)bytes[i] : NoDigit;
        return bytes.Length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
