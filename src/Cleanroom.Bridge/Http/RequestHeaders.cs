using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Http;

/// <summary>Parses the headers argument of requests: a JSON object, or lines <c>Name: value</c> (contract, functions 8).</summary>
static class RequestHeaders
{
    static readonly string[] Ignored = ["Host", "Content-Length", "Transfer-Encoding", "Connection"];

    // RFC 9110, 5.6.2.
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Adds the headers. Returns false when a name or value is not allowed in HTTP, or the text has neither form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, JsonTree json, List<(string Name, string Value)> headers)
    {
        var trimmed = text.TrimEnd(" \t\r\n"u8);
        if (trimmed.IsEmpty) return true;
        return trimmed.TrimStart(" \t\r\n"u8)[0] == '{' ? json.Parse(trimmed) && TryReadObject(json, headers) : TryReadLines(Encoding.UTF8.GetString(trimmed), headers);
    }

    static bool TryReadObject(JsonTree json, List<(string Name, string Value)> headers)
    {
        for (int member = 0, at = json.Root.Start; member < json.Root.Length; member++, at = json[at].Next)
        {
            var name = Encoding.UTF8.GetString(json.Bytes(json[at]));
            ref readonly var value = ref json[at + 1];
            if (value.Kind != JsonKind.Array)
            {
                if (!TryAdd(json, name, value, headers)) return false;
                continue;
            }
            for (int item = 0, child = value.Start; item < value.Length; item++, child = json[child].Next)
                if (!TryAdd(json, name, json[child], headers)) return false;
        }
        return true;
    }

    static bool TryAdd(JsonTree json, string name, in JsonNode value, List<(string Name, string Value)> headers) => value.Kind switch
    {
        JsonKind.String or JsonKind.Number => TryAdd(name, Encoding.UTF8.GetString(json.Bytes(value)), headers),
        JsonKind.True or JsonKind.False => TryAdd(name, value.Kind == JsonKind.True ? "true" : "false", headers),
        _ => false,
    };

    static bool TryReadLines(string text, List<(string Name, string Value)> headers)
    {
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.TrimEnd('\r');
            if (trimmed.Length == 0) continue;
            var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !TryAdd(trimmed[..colon], trimmed[(colon + 1)..].Trim(' ', '\t'), headers)) return false;
        }
        return true;
    }

    static bool TryAdd(string name, string value, List<(string Name, string Value)> headers)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters) || value.Any(static letter => char.IsControl(letter) && letter != '\t')) return false;
        if (!Ignored.Contains(name, StringComparer.OrdinalIgnoreCase)) headers.Add((name, value));
        return true;
    }
}
