namespace Cleanroom.Bridge.Text;

/// <summary>Byte search in time linear in both lengths for any input.</summary>
static class ByteSearch
{
    // The base class library compares the whole needle at every candidate, which is fast and bounded for short needles.
    const int ShortNeedle = 64;

    /// <summary>Returns the first position of the needle, 0 for an empty one, or −1.</summary>
    public static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle) =>
        needle.Length <= ShortNeedle ? text.IndexOf(needle) : TwoWay(new Direction(text, needle, false));

    /// <summary>Returns the last position of the needle, the text's length for an empty one, or −1.</summary>
    public static int LastIndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle)
    {
        if (needle.IsEmpty) return text.Length;
        if (needle.Length <= ShortNeedle) return text.LastIndexOf(needle);
        var distance = TwoWay(new Direction(text, needle, true));
        return distance < 0 ? -1 : text.Length - distance - needle.Length;
    }

    /// <summary>Counts the non-overlapping occurrences of a non-empty needle, up to a maximum.</summary>
    public static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle, int max = int.MaxValue)
    {
        var count = 0;
        for (; count < max; count++)
        {
            var index = IndexOf(text, needle);
            if (index < 0) break;
            text = text[(index + needle.Length)..];
        }
        return count;
    }

    // Crochemore and Perrin, "Two-way string-matching", 1991: the needle is split at its critical position; the right part is compared forwards, the left
    // part backwards. Constant space.
    static int TwoWay(Direction search)
    {
        var (length, end) = (search.NeedleLength, search.TextLength - search.NeedleLength);
        if (end < 0) return -1;
        var (cut, period) = CriticalCut(search);
        var periodic = true;
        for (var index = 0; index < cut && periodic; index++) periodic = search.Needle(index) == search.Needle(index + period);
        if (!periodic) period = Math.Max(cut, length - cut) + 1;

        var matched = 0;
        for (var position = 0; position <= end;)
        {
            var index = Math.Max(cut, matched);
            while (index < length && search.Needle(index) == search.Text(position + index)) index++;
            if (index < length)
            {
                position += index - cut + 1;
                matched = 0;
                continue;
            }
            index = cut - 1;
            while (index >= matched && search.Needle(index) == search.Text(position + index)) index--;
            if (index < matched) return position;
            position += period;
            matched = periodic ? length - period : 0;
        }
        return -1;
    }

    static (int Cut, int Period) CriticalCut(Direction search)
    {
        var (cut, period) = MaximalSuffix(search, false);
        var (otherCut, otherPeriod) = MaximalSuffix(search, true);
        return cut > otherCut ? (cut, period) : (otherCut, otherPeriod);
    }

    // The start of the maximal suffix in one of the two byte orders, and its period.
    static (int Start, int Period) MaximalSuffix(Direction search, bool inverse)
    {
        int start = 0, candidate = 1, matched = 0, period = 1;
        while (candidate + matched < search.NeedleLength)
        {
            var (mine, other) = (search.Needle(start + matched), search.Needle(candidate + matched));
            if (mine == other)
            {
                if (++matched < period) continue;
                candidate += period;
                matched = 0;
            }
            else if (inverse ? mine < other : mine > other)
            {
                candidate += matched + 1;
                matched = 0;
                period = candidate - start;
            }
            else
            {
                start = candidate++;
                matched = 0;
                period = 1;
            }
        }
        return (start, period);
    }

    // Text and needle read from the front, or both from the back.
    readonly ref struct Direction(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle, bool backwards)
    {
        readonly ReadOnlySpan<byte> _text = text;
        readonly ReadOnlySpan<byte> _needle = needle;

        public int TextLength => _text.Length;

        public int NeedleLength => _needle.Length;

        public byte Text(int index) => backwards ? _text[^(index + 1)] : _text[index];

        public byte Needle(int index) => backwards ? _needle[^(index + 1)] : _needle[index];
    }
}
