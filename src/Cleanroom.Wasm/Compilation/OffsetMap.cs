namespace Cleanroom.Wasm.Compilation;

/// <summary>Maps IL offsets of a compiled function to byte offsets of its module.</summary>
sealed class OffsetMap(int[] ilOffsets, int[] moduleOffsets)
{
    public static OffsetMap Empty { get; } = new([], []);

    /// <summary>The offset of the last instruction that starts at or before an IL offset, or −1.</summary>
    public int Find(int ilOffset)
    {
        if (ilOffset < 0) return -1;
        var index = Array.BinarySearch(ilOffsets, ilOffset);
        if (index < 0) index = ~index - 1;
        return index < 0 ? -1 : moduleOffsets[index];
    }
}
