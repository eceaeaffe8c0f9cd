using System.Text;

namespace Cleanroom.Bridge;

/// <summary>Text of guests as it may stand in a log: one line, not long, whatever the bytes are.</summary>
static class LoggedText
{
    const int MaxBytes = 256;

    /// <summary>Decodes bytes; what is no UTF-8 or a control character becomes visible.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Of(Encoding.UTF8.GetString(bytes.Length > MaxBytes ? bytes[..MaxBytes] : bytes), bytes.Length > MaxBytes);

    /// <summary>Makes control characters of a text visible.</summary>
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
