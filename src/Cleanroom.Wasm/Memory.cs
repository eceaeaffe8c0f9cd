using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// A linear memory. Its address space is reserved up to its maximum when it is made, so the base address never changes and spans over it stay valid
/// when it grows.
/// </summary>
public sealed unsafe class Memory : IDisposable
{
    /// <summary>Bytes in front of byte 0: a mark for each 4 KiB of 32-bit address space, then a page whose last word is the length.</summary>
    internal const int HeaderSize = WriteMarks + MemoryType.PageSize;

    /// <summary>Bytes of the marks of written pages; compiled code finds them at this fixed distance in front of byte 0.</summary>
    internal const int WriteMarks = 1 << 32 - DirtyPages.PageShift;

    readonly byte* _reservation;
    readonly nuint _reserved;
    uint _committed;
    bool _disposed;

    /// <summary>Makes a memory of the type's minimum size, zeroed.</summary>
    /// <param name="type">Minimum and maximum.</param>
    /// <param name="mostPages">Limit of the host: the memory never gets larger.</param>
    public Memory(MemoryType type, uint mostPages = MemoryType.MaxPages)
    {
        Type = type;
        MaxPages = Math.Min(Math.Min(type.Maximum ?? MemoryType.MaxPages, mostPages), MemoryType.MaxPages);
        if (type.Minimum > MaxPages)
            throw new ArgumentException($"the memory declares {type.Minimum} pages ({(ulong)type.Minimum * MemoryType.PageSize} bytes), the limit is {MaxPages} pages ({(ulong)MaxPages * MemoryType.PageSize} bytes)");
        _reserved = HeaderSize + (nuint)MaxPages * MemoryType.PageSize;
        _reservation = VirtualMemory.Reserve(_reserved);
        Base = _reservation + HeaderSize;
        // Marks exist for the pages that this memory can have; those of others stay unusable.
        var marks = ((nuint)MaxPages * (MemoryType.PageSize >> DirtyPages.PageShift) + MemoryType.PageSize - 1) & ~(nuint)(MemoryType.PageSize - 1);
        if (!VirtualMemory.TryCommit(_reservation, marks) || !VirtualMemory.TryCommit(_reservation + WriteMarks, MemoryType.PageSize + (nuint)type.Minimum * MemoryType.PageSize))
        {
            VirtualMemory.Release(_reservation, _reserved);
            throw new InsufficientMemoryException($"no memory for {type.Minimum} pages");
        }
        _committed = type.Minimum;
        EngineMetrics.MemoryMade((ulong)type.Minimum * MemoryType.PageSize);
        Length = (ulong)type.Minimum * MemoryType.PageSize;
    }

    /// <summary>Gives the address space back.</summary>
    ~Memory() => Release();

    /// <summary>The declared type.</summary>
    public MemoryType Type { get; }

    /// <summary>Most pages this memory may have: the smaller of the declared maximum and the host's limit.</summary>
    public uint MaxPages { get; }

    /// <summary>Current size in pages.</summary>
    public uint Pages => (uint)(Length / MemoryType.PageSize);

    /// <summary>Current size in bytes.</summary>
    public ulong Length
    {
        get => *(ulong*)(Base - sizeof(ulong));
        private set => *(ulong*)(Base - sizeof(ulong)) = value;
    }

    /// <summary>Address of byte 0. Never changes.</summary>
    internal byte* Base { get; }

    /// <summary>Adds zeroed pages. Returns the size before, in pages, or −1 when the limit or the system refuses.</summary>
    public int Grow(uint pages)
    {
        var before = Pages;
        if (pages > MaxPages - before) return -1;
        if (before + pages > _committed)
        {
            if (!VirtualMemory.TryCommit(Base + Length, (nuint)pages * MemoryType.PageSize)) return -1;
            EngineMetrics.MemoryGrown((ulong)(before + pages - _committed) * MemoryType.PageSize);
            _committed = before + pages;
        }
        Length += (ulong)pages * MemoryType.PageSize;
        return (int)before;
    }

    /// <summary>Takes away pages that are zero; they stay usable for the next growth.</summary>
    internal void ShrinkTo(uint pages) => Length = (ulong)pages * MemoryType.PageSize;

    /// <summary>The trap for a growth that was refused.</summary>
    public TrapException OutOfMemory(ulong requestedBytes) =>
        new(TrapKind.OutOfMemory, $"out of memory: {requestedBytes} more bytes requested, {Length} in use, limit {(ulong)MaxPages * MemoryType.PageSize} bytes ({MaxPages / 16} MB)");

    /// <summary>The bytes from an address on, to be written, or an out-of-bounds trap.</summary>
    public Span<byte> Slice(uint address, uint length) => TrySlice(address, length, out var bytes) ? bytes : throw new TrapException(TrapKind.MemoryOutOfBounds);

    /// <summary>
    /// The bytes from an address on, to be written: they count as changed. False when they are not all inside the memory or are more than a span can hold.
    /// </summary>
    public bool TrySlice(uint address, uint length, out Span<byte> bytes)
    {
        if ((ulong)address + length > Length || length > int.MaxValue)
        {
            bytes = default;
            return false;
        }
        DirtyPages.Mark(Base, address, length);
        bytes = new Span<byte>(Base + address, (int)length);
        return true;
    }

    /// <summary>The bytes from an address on, to be read. False when they are not all inside the memory or are more than a span can hold.</summary>
    public bool TryRead(uint address, uint length, out ReadOnlySpan<byte> bytes)
    {
        if ((ulong)address + length > Length || length > int.MaxValue)
        {
            bytes = default;
            return false;
        }
        bytes = new ReadOnlySpan<byte>(Base + address, (int)length);
        return true;
    }

    /// <summary>Gives the address space back. No instance may use this memory any more.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    void Release()
    {
        if (_disposed || _reservation == null) return;
        _disposed = true;
        EngineMetrics.MemoryGone((ulong)_committed * MemoryType.PageSize);
        VirtualMemory.Release(_reservation, _reserved);
    }
}
