using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Cleanroom.Bridge.Http;

/// <summary>Reads the headers argument of requests: a JSON object, or lines <c>Name: value</c> (contract, functions 8).</summary>
static class RequestHeaders
{
    static readonly string[] Ignored = ["Host", "Content-Length", "Transfer-Encoding", "Connection"];
    static readonly SearchValues<char> Forbidden = SearchValues.Create("\r\n\0");

    /// <summary>Adds the headers. False when one has a name or value that HTTP does not allow, or the text is neither form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, List<(string Name, string Value)> headers)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        if (trimmed.IsEmpty) return true;
        return trimmed[0] == '{' ? TryReadJson(trimmed, headers) : TryReadLines(Encoding.UTF8.GetString(trimmed), headers);
    }

    static bool TryReadJson(ReadOnlySpan<byte> json, List<(string Name, string Value)> headers)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var values = property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToArray() : [property.Value];
                foreach (var value in values)
                    if (!TryAdd(property.Name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), headers)) return false;
            }
            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    static bool TryReadLines(string text, List<(string Name, string Value)> headers)
    {
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.TrimEnd('\r');
            if (trimmed.Length == 0) continue;
            var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !TryAdd(trimmed[..colon], trimmed[(colon + 1)..].Trim(), headers)) return false;
        }
        return true;
    }

    static bool TryAdd(string name, string value, List<(string Name, string Value)> headers)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny(Forbidden) || value.AsSpan().ContainsAny(Forbidden)) return false;
        if (!Ignored.Contains(name, StringComparer.OrdinalIgnoreCase)) headers.Add((name, value));
        return true;
    }
}
