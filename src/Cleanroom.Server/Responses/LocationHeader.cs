using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cleanroom.Server.Responses;

/// <summary>Makes Location headers: what a URI cannot have (RFC 3986, 2) is percent-encoded, escapes stay as they are.</summary>
static class LocationHeader
{
    static readonly SearchValues<byte> Allowed = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (byte)code).Except("\"<>\\^`{|}"u8.ToArray())]);

    /// <summary>The value for a URL in UTF-8.</summary>
    public static string Encode(ReadOnlySpan<byte> url)
    {
        if (!url.ContainsAnyExcept(Allowed)) return Encoding.ASCII.GetString(url);
        var text = new StringBuilder(url.Length + 32);
        foreach (var character in url)
        {
            if (Allowed.Contains(character)) text.Append((char)character);
            else text.Append('%').Append(character.ToString("X2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
