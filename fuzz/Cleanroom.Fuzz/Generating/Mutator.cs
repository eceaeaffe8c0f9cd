using Cleanroom.Fuzz.Cases;

namespace Cleanroom.Fuzz.Generating;

/// <summary>Damages modules at random.</summary>
sealed class Mutator(IReadOnlyList<(string Name, byte[] Bytes)> corpus) : IModuleSource
{
    const int HeaderSize = 8;
    const int CodeSection = 10;

    /// <summary>First and last opcode of instructions with the same operands, results and immediates.</summary>
    static readonly (byte First, byte Last)[] Alike =
    [
        (0x2C, 0x2D), (0x2E, 0x2F), (0x30, 0x31), (0x32, 0x33), (0x34, 0x35), (0x46, 0x4F), (0x51, 0x5A), (0x5B, 0x60), (0x61, 0x66), (0x67, 0x69), (0x6A, 0x78),
        (0x79, 0x7B), (0x7C, 0x8A), (0x8B, 0x91), (0x92, 0x98), (0x99, 0x9F), (0xA0, 0xA6), (0xA8, 0xA9), (0xAA, 0xAB), (0xAC, 0xAD), (0xC0, 0xC1), (0xC2, 0xC4),
    ];

    /// <inheritdoc/>
    public Candidate Make(ulong seed)
    {
        var random = new SplitMix(seed);
        var (name, start) = corpus[random.Below(corpus.Count)];
        var bytes = start.ToList();
        for (var times = random.OneIn(2) ? 0 : random.Below(4); times >= 0; times--) Mutate(bytes, random);
        return new Candidate([.. bytes], seed, $"mutation of {name}");
    }

    void Mutate(List<byte> bytes, SplitMix random)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(random.Bytes(1 + random.Below(20)));
            return;
        }
        // Most mutations are in the code, where a module has the best chance to remain valid.
        var sections = Sections(bytes);
        var code = random.OneIn(4) ? default : sections.FirstOrDefault(section => bytes[section.Start] == CodeSection);
        var at = code.End > code.Content ? code.Content + random.Below(code.End - code.Content) : random.Below(bytes.Count);
        switch (random.Below(14))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Below(8)); break;
            case 1: bytes[at] = (byte)random.Next(); break;
            case 2 or 3: bytes[at] += (byte)(random.Below(5) - 2); break;
            case 4: bytes.InsertRange(at, random.Bytes(1 + random.Below(4))); break;
            case 5: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Below(4))); break;
            case 6: bytes.RemoveRange(at, bytes.Count - at); break;
            case 7: ShuffleSections(bytes, sections, random); break;
            case 8: ChangeNumber(bytes, at, random); break;
            case 9: Splice(bytes, at, random); break;
            default: SwapInstruction(bytes, at, random); break;
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

    // Replaces what may be an instruction by one that takes and gives the same types.
    static void SwapInstruction(List<byte> bytes, int at, SplitMix random)
    {
        for (; at < bytes.Count; at++)
            foreach (var (first, last) in Alike)
                if (bytes[at] >= first && bytes[at] <= last)
                {
                    bytes[at] = (byte)(first + random.Below(last - first + 1));
                    return;
                }
    }

    static void ShuffleSections(List<byte> bytes, List<(int Start, int Content, int End)> places, SplitMix random)
    {
        if (places.Count < 2) return;
        List<byte[]> sections = [.. places.Select(place => bytes[place.Start..place.End].ToArray())];
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

    // Where the sections are, as far as the bytes make sense.
    static List<(int Start, int Content, int End)> Sections(List<byte> bytes)
    {
        var sections = new List<(int, int, int)>();
        for (var at = HeaderSize; at + 1 < bytes.Count;)
        {
            var size = 0;
            var content = at + 1;
            for (var shift = 0; content < bytes.Count && shift < 28; shift += 7)
            {
                size |= (bytes[content] & 0x7F) << shift;
                if (bytes[content++] < 0x80) break;
            }
            var end = (int)Math.Min(bytes.Count, (long)content + size);
            sections.Add((at, content, end));
            at = end;
        }
        return sections;
    }
}
