using System.Text;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Requests;

/// <summary>Finds cookies in the Cookie headers of a request (RFC 6265).</summary>
static class CookieHeader
{
    /// <summary>Finds the value of the last cookie with this name in all headers, without surrounding quotes.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="encoding">The encoding that maps header characters to the bytes sent.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public static bool TryFind(StringValues headers, Encoding encoding, ReadOnlySpan<byte> name, out ReadOnlySpan<char> value)
    {
        var found = false;
        value = default;
        foreach (var header in headers)
        {
            var text = header.AsSpan();
            foreach (var range in text.Split(';'))
            {
                if (!TrySplit(text[range], out var cookie, out var content) || !IsName(cookie, encoding, name)) continue;
                value = content;
                found = true;
            }
        }
        return found;
    }

    /// <summary>All cookies in the order in which they were sent.</summary>
    public static IEnumerable<(string Name, string Value)> All(StringValues headers)
    {
        foreach (var header in headers)
            foreach (var part in (header ?? "").Split(';'))
                if (TrySplit(part, out var name, out var value)) yield return (name.ToString(), value.ToString());
    }

    static bool IsName(ReadOnlySpan<char> cookie, Encoding encoding, ReadOnlySpan<byte> name) =>
        Ascii.Equals(name, cookie) || !Ascii.IsValid(name) && name.SequenceEqual(encoding.GetBytes(cookie.ToString()));

    static bool TrySplit(ReadOnlySpan<char> part, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        var pair = part.Trim(' ');
        var equals = pair.IndexOf('=');
        name = equals < 0 ? default : pair[..equals];
        value = equals < 0 ? default : pair[(equals + 1)..];
        if (value is ['"', .. var inner, '"']) value = inner;
        return equals > 0;
    }
}
