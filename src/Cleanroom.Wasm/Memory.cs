using System.Runtime.InteropServices;
using System.Text;
using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// A linear memory. Its address space is reserved up to its maximum on creation, so the base address never changes and spans over it stay valid when it
/// grows.
/// </summary>
public sealed unsafe class Memory : IDisposable
{
    /// <summary>Bytes before byte 0: a mark for each 4 KiB of 32-bit address space, then a page whose last word is the length.</summary>
    internal const int HeaderSize = WriteMarks + MemoryType.PageSize;

    /// <summary>Bytes of the write marks; compiled code finds them at this fixed distance before byte 0.</summary>
    internal const int WriteMarks = 1 << 32 - DirtyPages.PageShift;

    // The block that a released memory refers to: its last word, the length, is zero.
    static readonly NativeBlock Nothing = new(sizeof(ulong));

    /// <summary>One page less than 32-bit addresses reach: the sum of an address in the memory and a distance to another one never wraps.</summary>
    internal const uint LargestPages = MemoryType.MaxPages - 1;

    readonly byte* _reservation;
    readonly nuint _reserved;
    readonly List<WeakReference<Store>> _users = [];
    uint _committed;
    bool _disposed;

    /// <summary>Creates a memory of the type's minimum size, zeroed.</summary>
    /// <param name="type">Minimum and maximum.</param>
    /// <param name="maxPages">Host limit on the size.</param>
    public Memory(MemoryType type, uint maxPages = MemoryType.MaxPages)
    {
        Type = type;
        MaxPages = Math.Min(Math.Min(type.Maximum ?? MemoryType.MaxPages, maxPages), LargestPages);
        if (type.Minimum > MaxPages)
            throw new ArgumentException($"the memory declares {type.Minimum} pages ({(ulong)type.Minimum * MemoryType.PageSize} bytes), the limit is {MaxPages} pages ({(ulong)MaxPages * MemoryType.PageSize} bytes)");
        _reserved = HeaderSize + (nuint)MaxPages * MemoryType.PageSize;
        _reservation = VirtualMemory.Reserve(_reserved);
        Base = _reservation + HeaderSize;
        // Marks are committed only for the pages that this memory can have.
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

    /// <summary>Releases the address space.</summary>
    ~Memory() => Release();

    /// <summary>The declared type.</summary>
    public MemoryType Type { get; }

    /// <summary>Maximum number of pages: the smaller of the declared maximum and the host's limit, at most 65,535.</summary>
    public uint MaxPages { get; }

    /// <summary>Current size in pages.</summary>
    public uint Pages => (uint)(Length / MemoryType.PageSize);

    /// <summary>Current size in bytes.</summary>
    public ulong Length
    {
        get => *(ulong*)(Base - sizeof(ulong));
        private set => *(ulong*)(Base - sizeof(ulong)) = value;
    }

    /// <summary>Address of byte 0. Constant until the memory is released.</summary>
    internal byte* Base { get; private set; }

    /// <summary>Adds zeroed pages. Returns the previous size in pages, or −1 when the limit is exceeded or the system has no memory.</summary>
    public int Grow(uint pages)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
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

    /// <summary>Removes pages that are zero; they stay committed for the next growth.</summary>
    internal void ShrinkTo(uint pages) => Length = (ulong)pages * MemoryType.PageSize;

    /// <summary>Returns the trap for a refused growth.</summary>
    public TrapException OutOfMemory(ulong requestedBytes) =>
        new(TrapKind.OutOfMemory, $"out of memory: {requestedBytes} more bytes requested, {Length} in use, limit {(ulong)MaxPages * MemoryType.PageSize} bytes ({MaxPages / 16} MB)");

    /// <summary>Returns a writable range.</summary>
    /// <exception cref="TrapException">The range is out of bounds.</exception>
    public Span<byte> Slice(uint address, uint length) => TrySlice(address, length, out var bytes) ? bytes : throw OutOfBounds(address, length);

    /// <summary>Reads a value at an address, which may be unaligned: a number, or a structure with the guest's layout.</summary>
    /// <exception cref="TrapException">The range is out of bounds.</exception>
    public T Read<T>(uint address) where T : unmanaged => MemoryMarshal.Read<T>(Bytes(address, (uint)sizeof(T)));

    /// <summary>Writes a value at an address, which may be unaligned.</summary>
    /// <exception cref="TrapException">The range is out of bounds; nothing is written.</exception>
    public void Write<T>(uint address, T value) where T : unmanaged => MemoryMarshal.Write(Slice(address, (uint)sizeof(T)), in value);

    /// <summary>Reads a UTF-8 string of a given length in bytes. Invalid UTF-8 becomes U+FFFD.</summary>
    /// <exception cref="TrapException">The range is out of bounds.</exception>
    public string ReadString(uint address, uint length) => Encoding.UTF8.GetString(Bytes(address, length));

    /// <summary>Reads a zero-terminated UTF-8 string, as used by C.</summary>
    /// <exception cref="TrapException">There is no zero byte between the address and the end of the memory.</exception>
    public string ReadNullTerminatedString(uint address)
    {
        var rest = Bytes(address, (uint)Math.Min(Length - Math.Min(address, Length), int.MaxValue));
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(rest[..end]) : throw new TrapException(TrapKind.MemoryOutOfBounds, $"{TrapKind.MemoryOutOfBounds.Text()}: no zero byte from {address} on");
    }

    /// <summary>Writes a string as UTF-8 without a terminating zero. Returns the number of bytes.</summary>
    /// <exception cref="TrapException">The range is out of bounds; nothing is written.</exception>
    public int WriteString(uint address, string text) => Encoding.UTF8.GetBytes(text, Slice(address, (uint)Encoding.UTF8.GetByteCount(text)));

    /// <summary>
    /// Returns a writable range and marks it as written. False when it is out of bounds or larger than a span can hold.
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

    /// <summary>Returns a range. False when it is out of bounds or larger than a span can hold.</summary>
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

    /// <summary>Releases the address space. Instances that use the memory can no longer be called, and spans over it must not be used.</summary>
    /// <exception cref="InvalidOperationException">A guest that uses the memory is running.</exception>
    public void Dispose()
    {
        lock (_users)
        {
            foreach (var user in _users)
                if (user.TryGetTarget(out var store)) store.Close();
        }
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registers a store whose instances use the memory.</summary>
    internal void AddUser(Store store)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_users)
        {
            _users.RemoveAll(user => !user.TryGetTarget(out var target) || target == store);
            _users.Add(new WeakReference<Store>(store));
        }
    }

    ReadOnlySpan<byte> Bytes(uint address, uint length) => TryRead(address, length, out var bytes) ? bytes : throw OutOfBounds(address, length);

    Exception OutOfBounds(uint address, uint length) => _disposed
        ? new ObjectDisposedException(nameof(Memory))
        : new TrapException(TrapKind.MemoryOutOfBounds, $"{TrapKind.MemoryOutOfBounds.Text()}: {length} bytes at {address}, the memory has {Length}");

    void Release()
    {
        if (_disposed || _reservation == null) return;
        _disposed = true;
        Base = Nothing.Address + sizeof(ulong);
        EngineMetrics.MemoryGone((ulong)_committed * MemoryType.PageSize);
        VirtualMemory.Release(_reservation, _reserved);
    }
}
