using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// A linear memory. Its address space is reserved up to its maximum when it is made, so the base address never changes and spans over it stay valid
/// when it grows.
/// </summary>
public sealed unsafe class Memory : IDisposable
{
    // One page in front of the bytes; its last word is the length that compiled code reads.
    const int HeaderSize = MemoryType.PageSize;

    readonly byte* _reservation;
    readonly nuint _reserved;
    bool _disposed;

    /// <summary>Makes a memory of the type's minimum size, zeroed.</summary>
    /// <param name="type">Minimum and maximum.</param>
    /// <param name="mostPages">Limit of the host: the memory never gets larger.</param>
    public Memory(MemoryType type, uint mostPages = MemoryType.MostPages)
    {
        Type = type;
        MostPages = Math.Min(Math.Min(type.Maximum ?? MemoryType.MostPages, mostPages), MemoryType.MostPages);
        if (type.Minimum > MostPages)
            throw new ArgumentException($"the memory declares {type.Minimum} pages ({(ulong)type.Minimum * MemoryType.PageSize} bytes), the limit is {MostPages} pages ({(ulong)MostPages * MemoryType.PageSize} bytes)");
        _reserved = HeaderSize + (nuint)MostPages * MemoryType.PageSize;
        _reservation = VirtualMemory.Reserve(_reserved);
        Base = _reservation + HeaderSize;
        if (!VirtualMemory.TryCommit(_reservation, HeaderSize + (nuint)type.Minimum * MemoryType.PageSize))
        {
            VirtualMemory.Release(_reservation, _reserved);
            throw new InsufficientMemoryException($"no memory for {type.Minimum} pages");
        }
        Length = (ulong)type.Minimum * MemoryType.PageSize;
    }

    /// <summary>Gives the address space back.</summary>
    ~Memory() => Release();

    /// <summary>The declared type.</summary>
    public MemoryType Type { get; }

    /// <summary>Most pages this memory may have: the smaller of the declared maximum and the host's limit.</summary>
    public uint MostPages { get; }

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
        if (pages > MostPages - before) return -1;
        if (!VirtualMemory.TryCommit(Base + Length, (nuint)pages * MemoryType.PageSize)) return -1;
        Length += (ulong)pages * MemoryType.PageSize;
        return (int)before;
    }

    /// <summary>The trap for a growth that was refused.</summary>
    public TrapException OutOfMemory(ulong wantedBytes) =>
        new(TrapKind.OutOfMemory, $"out of memory: {wantedBytes} more bytes wanted, {Length} in use, limit {(ulong)MostPages * MemoryType.PageSize} bytes ({MostPages / 16} MB)");

    /// <summary>The bytes from an address on, or an out-of-bounds trap.</summary>
    public Span<byte> Slice(uint address, uint length) => TrySlice(address, length, out var bytes) ? bytes : throw new TrapException(TrapKind.MemoryOutOfBounds);

    /// <summary>The bytes from an address on. False when they are not all inside the memory or are more than a span can hold.</summary>
    public bool TrySlice(uint address, uint length, out Span<byte> bytes)
    {
        if ((ulong)address + length > Length || length > int.MaxValue)
        {
            bytes = default;
            return false;
        }
        bytes = new Span<byte>(Base + address, (int)length);
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
        VirtualMemory.Release(_reservation, _reserved);
    }
}
