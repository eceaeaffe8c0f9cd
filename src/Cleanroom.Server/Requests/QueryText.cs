using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Server.Requests;

/// <summary>Finds values in query strings without parsing all of them.</summary>
static class QueryText
{
    /// <summary>Finds the raw value of the last pair with this name; everything after the first <c>=</c> is the value.</summary>
    public static bool TryFind(ReadOnlySpan<char> query, ReadOnlySpan<byte> name, out ReadOnlySpan<char> value)
    {
        var found = false;
        value = default;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            if (!Matches(equals < 0 ? pair : pair[..equals], name)) continue;
            value = equals < 0 ? default : pair[(equals + 1)..];
            found = true;
        }
        return found;
    }

    static bool Matches(ReadOnlySpan<char> raw, ReadOnlySpan<byte> name)
    {
        if (raw.IsEmpty || raw.Length > 1024) return false;
        if (raw.ContainsAny('%', '+'))
        {
            Span<byte> decoded = stackalloc byte[1024];
            return decoded[..PercentEncoding.Decode(raw, decoded, plusIsSpace: true)].SequenceEqual(name);
        }
        return Ascii.Equals(name, raw);
    }
}
