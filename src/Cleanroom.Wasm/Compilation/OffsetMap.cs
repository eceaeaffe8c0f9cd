namespace Cleanroom.Wasm.Compilation;

/// <summary>Maps IL offsets of a compiled function to byte offsets in its module.</summary>
sealed class OffsetMap(int[] ilOffsets, int[] moduleOffsets)
{
    public static OffsetMap Empty { get; } = new([], []);

    /// <summary>Returns the offset of the last instruction that starts at or before an IL offset, or −1.</summary>
    public int Find(int ilOffset) => Index(ilOffset) is >= 0 and var index ? moduleOffsets[index] : -1;

    /// <summary>Returns the offsets of that instruction and of the first one of a later statement, or null.</summary>
    public (int Start, int End)? FindStatement(int ilOffset)
    {
        var index = Index(ilOffset);
        if (index < 0) return null;
        return (moduleOffsets[index], index + 1 < moduleOffsets.Length ? moduleOffsets[index + 1] : int.MaxValue);
    }

    int Index(int ilOffset)
    {
        if (ilOffset < 0) return -1;
        var index = Array.BinarySearch(ilOffsets, ilOffset);
        return index < 0 ? ~index - 1 : index;
    }
}
