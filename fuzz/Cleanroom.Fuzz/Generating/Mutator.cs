using Cleanroom.Fuzz.Cases;

namespace Cleanroom.Fuzz.Generating;

/// <summary>Damages modules at random.</summary>
sealed class Mutator(IReadOnlyList<(string Name, byte[] Bytes)> corpus) : IModuleSource
{
    const int HeaderSize = 8;

    /// <inheritdoc/>
    public Candidate Make(ulong seed)
    {
        var random = new SplitMix(seed);
        var (name, start) = corpus[random.Below(corpus.Count)];
        var bytes = start.ToList();
        for (var times = random.Below(4); times >= 0; times--) Mutate(bytes, random);
        return new Candidate([.. bytes], seed, $"mutation of {name}");
    }

    void Mutate(List<byte> bytes, SplitMix random)
    {
        // Half of the mutations stay inside the sections, where a module has the best chance to remain valid.
        var at = bytes.Count == 0 ? 0 : random.OneIn(2) ? random.Below(bytes.Count) : Math.Min(bytes.Count - 1, HeaderSize + random.Below(Math.Max(1, bytes.Count - HeaderSize)));
        if (bytes.Count == 0)
        {
            bytes.AddRange(random.Bytes(1 + random.Below(20)));
            return;
        }
        switch (random.Below(10))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Below(8)); break;
            case 1: bytes[at] = (byte)random.Next(); break;
            case 2 or 3: bytes[at] += (byte)(random.Below(5) - 2); break;
            case 4: bytes.InsertRange(at, random.Bytes(1 + random.Below(4))); break;
            case 5: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Below(4))); break;
            case 6: bytes.RemoveRange(at, bytes.Count - at); break;
            case 7: ShuffleSections(bytes, random); break;
            case 8: ChangeNumber(bytes, at, random); break;
            default: Splice(bytes, at, random); break;
        }
    }

    // Rewrites the number that stands there, if it is one, longer than needed or with another value.
    static void ChangeNumber(List<byte> bytes, int at, SplitMix random)
    {
        var end = at;
        ulong value = 0;
        while (end < bytes.Count && end - at < 9 && bytes[end] >= 0x80) value |= (ulong)(bytes[end] & 0x7F) << 7 * (end++ - at);
        if (end >= bytes.Count) return;
        value |= (ulong)(bytes[end] & 0x7F) << 7 * (end - at);
        var length = end + 1 - at;
        if (random.OneIn(2)) value = random.Pick<ulong>([value + 1, value - 1, value * 2, 0, 0x7F, 0x80, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]);
        else length += random.Below(3);
        bytes.RemoveRange(at, end + 1 - at);
        var written = new List<byte>();
        do
        {
            written.Add((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }
        while (value != 0 || written.Count < length);
        written[^1] &= 0x7F;
        bytes.InsertRange(at, written);
    }

    // Copies a piece of another module over or between the bytes.
    void Splice(List<byte> bytes, int at, SplitMix random)
    {
        var other = corpus[random.Below(corpus.Count)].Bytes;
        if (other.Length == 0) return;
        var from = random.Below(other.Length);
        var length = Math.Min(other.Length - from, 1 + random.Below(16));
        if (random.OneIn(2)) bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
        bytes.InsertRange(at, other.AsSpan(from, length).ToArray());
    }

    static void ShuffleSections(List<byte> bytes, SplitMix random)
    {
        var sections = new List<byte[]>();
        var at = HeaderSize;
        while (at + 1 < bytes.Count)
        {
            var size = 0;
            var next = at + 1;
            for (var shift = 0; next < bytes.Count && shift < 28; shift += 7)
            {
                size |= (bytes[next] & 0x7F) << shift;
                if (bytes[next++] < 0x80) break;
            }
            var end = Math.Min(bytes.Count, next + size);
            sections.Add([.. bytes[at..end]]);
            at = end;
        }
        if (sections.Count < 2) return;
        var one = random.Below(sections.Count);
        var other = random.Below(sections.Count);
        switch (random.Below(3))
        {
            case 0: (sections[one], sections[other]) = (sections[other], sections[one]); break;
            case 1: sections.RemoveAt(one); break;
            default: sections.Insert(other, sections[one]); break;
        }
        bytes.RemoveRange(HeaderSize, bytes.Count - HeaderSize);
        foreach (var section in sections) bytes.AddRange(section);
    }
}
