using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.StaticFiles;

/// <summary>A part of a file.</summary>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">How many bytes it has, at least one.</param>
readonly record struct ByteRange(long Start, long Length);

/// <summary>Reads Range headers (RFC 9110, 14.2).</summary>
static class ByteRanges
{
    const int MostRanges = 64;

    /// <summary>The parts that are wanted in the order of the header; null for the whole file, none when no part can be given (416).</summary>
    /// <param name="header">The header.</param>
    /// <param name="size">Bytes of the file.</param>
    public static ByteRange[]? Select(string header, long size)
    {
        if (!header.TrimStart().StartsWith("bytes", StringComparison.OrdinalIgnoreCase)) return null;
        if (!RangeHeaderValue.TryParse(header, out var range) || range.Ranges.Count > MostRanges) return [];
        if (!range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)) return null;
        var parts = range.Ranges.Select(item => Clamp(item, size)).Where(part => part.Length > 0).ToArray();
        // Parts that overlap could be many times the file.
        return parts.Length > 1 && parts.Sum(part => part.Length) > size ? null : parts;
    }

    static ByteRange Clamp(RangeItemHeaderValue item, long size)
    {
        if (item.From is not { } from) return Last(Math.Min(item.To ?? 0, size));
        return new ByteRange(from, Math.Min(item.To ?? long.MaxValue - 1, size - 1) - from + 1);

        ByteRange Last(long length) => new(size - length, length);
    }
}
