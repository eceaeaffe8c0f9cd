using Cleanroom.Bridge.Text;

namespace Cleanroom.Server.Pipeline;

/// <summary>Detects paths with <c>.</c> and <c>..</c> segments, encoded or not: they are answered 400 before any matching.</summary>
static class DotSegments
{
    public static bool AreIn(ReadOnlySpan<char> path)
    {
        if (!path.Contains('.') && !path.Contains('%')) return false;
        Span<byte> decoded = stackalloc byte[6];
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment.Length is 0 or > 6) continue;
            if (decoded[..PercentEncoding.Decode(segment, decoded)] is [(byte)'.'] or [(byte)'.', (byte)'.']) return true;
        }
        return false;
    }
}
