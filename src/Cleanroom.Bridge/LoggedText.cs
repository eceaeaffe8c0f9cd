using System.Text;

namespace Cleanroom.Bridge;

/// <summary>Prepares text from guests for the log: one line, limited in length, safe for any bytes.</summary>
static class LoggedText
{
    const int MaxBytes = 256;

    /// <summary>Decodes bytes; invalid UTF-8 and control characters are escaped.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Of(Encoding.UTF8.GetString(bytes.Length > MaxBytes ? bytes[..MaxBytes] : bytes), bytes.Length > MaxBytes);

    /// <summary>Escapes the control characters of a text.</summary>
    public static string Of(string text, bool isCut = false)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029') result.Append($"\\u{(int)character:x4}");
            else result.Append(character);
        }
        return isCut ? result.Append('…').ToString() : result.ToString();
    }
}
