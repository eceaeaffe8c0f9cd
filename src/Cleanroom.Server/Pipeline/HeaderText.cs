using System.Text;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Turns header values into bytes. Kestrel carries their bytes one character each; a server that decodes UTF-8 leaves characters beyond Latin-1, whose values
/// are UTF-8 again.
/// </summary>
static class HeaderText
{
    /// <summary>The encoding that gives the bytes of a value as they were sent.</summary>
    public static Encoding EncodingOf(ReadOnlySpan<char> value) => value.ContainsAnyExceptInRange('\0', '\u00FF') ? Encoding.UTF8 : Encoding.Latin1;

    /// <summary>The bytes of a value.</summary>
    public static byte[] GetBytes(string value) => EncodingOf(value).GetBytes(value);

    /// <summary>A value with these characters in UTF-8.</summary>
    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
