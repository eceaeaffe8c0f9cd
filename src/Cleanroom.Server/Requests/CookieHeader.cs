using System.Text;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Requests;

/// <summary>Finds cookies in the Cookie headers of a request (RFC 6265).</summary>
static class CookieHeader
{
    /// <summary>The value of the last cookie of this name in all headers, without surrounding quotes.</summary>
    public static bool TryFind(StringValues headers, ReadOnlySpan<byte> name, out ReadOnlySpan<char> value)
    {
        var found = false;
        value = default;
        foreach (var header in headers)
        {
            var text = header.AsSpan();
            foreach (var range in text.Split(';'))
            {
                var pair = text[range].Trim(' ');
                var equals = pair.IndexOf('=');
                if (equals < 0 || !Ascii.Equals(name, pair[..equals])) continue;
                value = pair[(equals + 1)..];
                if (value is ['"', .. var inner, '"']) value = inner;
                found = true;
            }
        }
        return found;
    }
}
