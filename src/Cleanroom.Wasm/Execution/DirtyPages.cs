namespace Cleanroom.Wasm.Execution;

/// <summary>
/// Marks for pages of 4 KiB that were written. Compiled code sets the mark of the page in which a store's address lies; with its offset and width the
/// store may reach into the next page, the first bytes of which count as written too.
/// </summary>
static unsafe class DirtyPages
{
    public const int PageShift = 12;
    public const int PageSize = 1 << PageShift;

    /// <summary>Bytes that a store may reach into the page behind the marked one.</summary>
    public const int Reach = 128;

    /// <summary>The mark of page 0, in front of a memory's first byte.</summary>
    public static byte* Marks(byte* memoryBase) => memoryBase - Memory.HeaderSize;

    /// <summary>Marks the pages of a range that lies inside the memory.</summary>
    public static void Mark(byte* memoryBase, ulong address, ulong length)
    {
        if (length == 0) return;
        var first = address >> PageShift;
        var last = (address + length - 1) >> PageShift;
        var marks = Marks(memoryBase);
        if (first == last) marks[first] = 1;
        else new Span<byte>(marks + first, (int)(last - first + 1)).Fill(1);
    }
}
