using System.Globalization;

namespace Cleanroom.Server.StaticFiles;

/// <summary>A part of a file.</summary>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Number of bytes, at least one.</param>
readonly record struct ByteRange(long Start, long Length);

/// <summary>Parses Range headers (RFC 9110, 14.1 and 14.2). Numbers may have any length: ranges are cut off at the end of the file.</summary>
static class ByteRanges
{
    const string Unit = "bytes";
    const int MaxRanges = 64;

    /// <summary>Returns the requested ranges in the order of the header; null for the whole file, empty when none can be satisfied (416).</summary>
    /// <param name="header">The header.</param>
    /// <param name="size">Size of the file in bytes.</param>
    public static ByteRange[]? Select(string header, long size)
    {
        var text = header.AsSpan().Trim();
        var equals = text.IndexOf('=');
        if (!(equals < 0 ? text : text[..equals]).TrimEnd().Equals(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        if (equals < 0) return [];
        var parts = new List<ByteRange>();
        var count = 0;
        var list = text[(equals + 1)..];
        foreach (var range in list.Split(','))
        {
            var item = list[range].Trim();
            if (item.IsEmpty) continue;
            if (++count > MaxRanges || !TryRead(item, size, out var part)) return [];
            if (part.Length > 0) parts.Add(part);
        }
        // Overlapping ranges could add up to many times the file.
        return parts.Count > 1 && parts.Sum(part => part.Length) > size ? null : [.. parts];
    }

    // "first-last", "first-" or "-length of the end". A range outside the file has length 0.
    static bool TryRead(ReadOnlySpan<char> item, long size, out ByteRange part)
    {
        part = default;
        var dash = item.IndexOf('-');
        if (dash < 0) return false;
        var (first, last) = (0L, long.MaxValue);
        var (hasFirst, hasLast) = (dash > 0, dash < item.Length - 1);
        if (hasFirst && !TryReadNumber(item[..dash], out first) || hasLast && !TryReadNumber(item[(dash + 1)..], out last)) return false;
        if (!hasFirst)
        {
            var length = Math.Min(last, size);
            part = new ByteRange(size - length, length);
            return hasLast;
        }
        part = new ByteRange(first, Math.Max(0, Math.Min(last, size - 1) - first + 1));
        return first <= last;
    }

    static bool TryReadNumber(ReadOnlySpan<char> digits, out long number)
    {
        number = long.MaxValue;
        if (digits.ContainsAnyExceptInRange('0', '9')) return false;
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var read)) number = read;
        return true;
    }
}
