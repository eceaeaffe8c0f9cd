using System.Runtime.InteropServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>A snapshot of a memory, used to initialize and reset other memories.</summary>
sealed unsafe class MemoryImage
{
    /// <summary>
    /// Zeroed ranges of at least this size are returned to the system. The next use is slower, with one page fault per page, but a guest that once used much
    /// memory does not keep it.
    /// </summary>
    const int DiscardSize = 16 << 20;

    readonly byte* _bytes;
    readonly bool[] _isZero;
    readonly ulong _length;

    public MemoryImage(Memory memory)
    {
        _length = memory.Length;
        // Aligned like the memory: a copy with loads that cross cache lines takes half as long again. Zero pages are never read from here.
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(_length, 1), DirtyPages.PageSize);
        _isZero = new bool[_length >> DirtyPages.PageShift];
        for (var page = 0; page < _isZero.Length; page++)
        {
            var source = new ReadOnlySpan<byte>(memory.Base + ((ulong)page << DirtyPages.PageShift), DirtyPages.PageSize);
            _isZero[page] = !source.ContainsAnyExcept((byte)0);
            if (!_isZero[page]) source.CopyTo(new Span<byte>(_bytes + ((ulong)page << DirtyPages.PageShift), DirtyPages.PageSize));
        }
    }

    ~MemoryImage() => NativeMemory.AlignedFree(_bytes);

    /// <summary>Size in pages of 64 KiB.</summary>
    public uint Pages => (uint)(_length / MemoryType.PageSize);

    /// <summary>Initializes a memory that is all zero and has the image's length.</summary>
    public void CopyTo(Memory memory)
    {
        for (var page = 0; page < _isZero.Length; page++)
            if (!_isZero[page]) Restore(memory.Base, (ulong)page << DirtyPages.PageShift, DirtyPages.PageSize);
    }

    /// <summary>Restores the written pages, or all pages when writes were not tracked.</summary>
    public void Reset(Memory memory, bool tracked)
    {
        var length = GiveBackGrowth(memory) ? _length : memory.Length;
        if (!tracked)
        {
            RestoreRange(memory.Base, 0, length);
        }
        else
        {
            var count = (int)(length >> DirtyPages.PageShift);
            var marks = new Span<byte>(DirtyPages.Marks(memory.Base), count);
            for (var first = marks.IndexOfAnyExcept((byte)0); first >= 0;)
            {
                var run = marks[first..].IndexOf((byte)0);
                var end = run < 0 ? count : first + run;
                marks[first..end].Clear();
                var start = (ulong)first << DirtyPages.PageShift;
                RestoreRange(memory.Base, start, Math.Min(((ulong)end << DirtyPages.PageShift) + DirtyPages.Reach, length) - start);
                var next = marks[end..].IndexOfAnyExcept((byte)0);
                first = next < 0 ? -1 : end + next;
            }
        }
        memory.ShrinkTo(Pages);
    }

    // Much memory that the guest has grown by goes back to the system, with its marks cleared.
    bool GiveBackGrowth(Memory memory)
    {
        var length = memory.Length;
        if (length < _length + DiscardSize || !memory.TryGiveBack(Pages)) return false;
        new Span<byte>(DirtyPages.Marks(memory.Base) + _isZero.Length, (int)(length >> DirtyPages.PageShift) - _isZero.Length).Clear();
        return true;
    }

    // Processes runs of pages of the same kind: zero in the image, or not.
    void RestoreRange(byte* memoryBase, ulong start, ulong length)
    {
        var end = start + length;
        while (start < end)
        {
            var zero = IsZero(start);
            var stop = Math.Min((start | (DirtyPages.PageSize - 1)) + 1, end);
            while (stop < end && IsZero(stop) == zero) stop = Math.Min(stop + DirtyPages.PageSize, end);
            if (zero) Clear(memoryBase, start, stop - start);
            else Restore(memoryBase, start, stop - start);
            start = stop;
        }
    }

    bool IsZero(ulong address) => address >= _length || _isZero[address >> DirtyPages.PageShift];

    void Restore(byte* memoryBase, ulong start, ulong length) => Buffer.MemoryCopy(_bytes + start, memoryBase + start, length, length);

    static void Clear(byte* memoryBase, ulong start, ulong length)
    {
        if (length >= DiscardSize)
        {
            // Only whole pages of the system can be returned.
            var page = (ulong)Environment.SystemPageSize;
            var first = (start + page - 1) & ~(page - 1);
            var end = (start + length) & ~(page - 1);
            if (VirtualMemory.TryDiscard(memoryBase + first, (nuint)(end - first)))
            {
                NativeMemory.Clear(memoryBase + start, (nuint)(first - start));
                NativeMemory.Clear(memoryBase + end, (nuint)(start + length - end));
                return;
            }
        }
        NativeMemory.Clear(memoryBase + start, (nuint)length);
    }
}
