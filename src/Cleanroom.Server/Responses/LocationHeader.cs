using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cleanroom.Server.Responses;

/// <summary>Builds Location headers: characters that a URI cannot contain (RFC 3986, 2) are percent-encoded, escapes are kept.</summary>
static class LocationHeader
{
    static readonly SearchValues<byte> Allowed = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (byte)code).Except("\"<>\\^`{|}"u8.ToArray())]);

    /// <summary>Encodes a UTF-8 URL.</summary>
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
