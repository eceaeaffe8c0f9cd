namespace Cleanroom.Wasm.Execution;

/// <summary>
/// Write marks for pages of 4 KiB. Compiled code marks the page of a store's address; because of its offset and width, the store may extend into the next
/// page, whose first bytes therefore count as written too.
/// </summary>
static unsafe class DirtyPages
{
    public const int PageShift = 12;
    public const int PageSize = 1 << PageShift;

    /// <summary>How many bytes a store may extend into the page after the marked one.</summary>
    public const int Reach = 128;

    /// <summary>Address of the mark of page 0, before a memory's first byte.</summary>
    public static byte* Marks(byte* memoryBase) => memoryBase - Memory.HeaderSize;

    /// <summary>Marks the pages of a range within the memory.</summary>
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
