using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Compression;

/// <summary>Reads Accept-Encoding headers (RFC 9110, 12.5.3).</summary>
static class AcceptedEncoding
{
    /// <summary>Returns the encoding that the client prefers, the first of several equal ones; null to send the content unencoded.</summary>
    /// <param name="header">The header.</param>
    /// <param name="available">Available encodings, best first.</param>
    public static string? Choose(StringValues header, ReadOnlySpan<string> available)
    {
        if (available.IsEmpty || header.Count == 0 || !StringWithQualityHeaderValue.TryParseList(header, out var accepted)) return null;
        string? best = null;
        var bestQuality = QualityOf(Named(accepted, "identity"));
        foreach (var encoding in available)
        {
            if (QualityOf(Named(accepted, encoding) ?? Named(accepted, "*")) is not (> 0 and var quality) || quality < bestQuality || best is not null && quality == bestQuality) continue;
            (best, bestQuality) = (encoding, quality);
        }
        return best;
    }

    static StringWithQualityHeaderValue? Named(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.FirstOrDefault(item => item.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase));

    static double QualityOf(StringWithQualityHeaderValue? item) => item is null ? 0 : item.Quality ?? 1;
}
