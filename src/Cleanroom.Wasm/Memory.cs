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

    readonly nuint _reserved;
    readonly MemoryBudget? _budget;
    readonly List<WeakReference<Store>> _users = [];
    byte* _reservation;
    uint _committed;
    bool _disposed;

    /// <summary>Creates a memory of the type's minimum size, zeroed.</summary>
    /// <param name="type">Minimum and maximum.</param>
    /// <param name="maxPages">Host limit on the size.</param>
    /// <exception cref="InsufficientMemoryException">The system has no memory.</exception>
    public Memory(MemoryType type, uint maxPages = MemoryType.MaxPages) : this(type, maxPages, null)
    {
    }

    /// <summary>Creates a memory that counts against a budget.</summary>
    /// <param name="type">Minimum and maximum.</param>
    /// <param name="maxPages">Host limit on the size.</param>
    /// <param name="budget">The budget, or null.</param>
    /// <param name="pages">The first size where it is larger than the type's minimum: what is known to be needed counts at once or not at all.</param>
    /// <exception cref="InsufficientMemoryException">The system has no memory, or the budget is used up.</exception>
    internal Memory(MemoryType type, uint maxPages, MemoryBudget? budget, uint pages = 0)
    {
        Type = type;
        MaxPages = Math.Min(Math.Min(type.Maximum ?? MemoryType.MaxPages, maxPages), LargestPages);
        if (type.Minimum > MaxPages)
            throw new ArgumentException($"the memory declares {type.Minimum} pages ({(ulong)type.Minimum * MemoryType.PageSize} bytes), the limit is {MaxPages} pages ({(ulong)MaxPages * MemoryType.PageSize} bytes)");
        _reserved = HeaderSize + (nuint)MaxPages * MemoryType.PageSize;
        _committed = Math.Clamp(pages, type.Minimum, MaxPages);
        var bytes = (ulong)_committed * MemoryType.PageSize;
        if (budget?.TryCharge((long)bytes) == false)
            throw new InsufficientMemoryException($"no memory for {_committed} pages: {budget.Used} of {budget.Limit} bytes of the memory budget are in use");
        if (!TryMap() && budget?.TryAfterGivingBack(TryMap) != true)
        {
            budget?.Release((long)bytes);
            throw new InsufficientMemoryException($"the system has no memory for {_committed} pages and {_reserved} bytes of address space (ulimit -v, ulimit -d)");
        }
        _budget = budget;
        EngineMetrics.MemoryMade(bytes);
        Length = bytes;
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
        var isWithinLimit = pages <= MaxPages - before;
        if (!isWithinLimit || before + pages > _committed && !TryCommit(before + pages))
        {
            LacksMemory = isWithinLimit;
            return -1;
        }
        Length += (ulong)pages * MemoryType.PageSize;
        return (int)before;
    }

    /// <summary>True when the last refused growth was within the memory's own limit: the budget is used up, or the system has no memory.</summary>
    public bool LacksMemory { get; private set; }

    /// <summary>Removes pages that are zero; they stay committed for the next growth.</summary>
    internal void ShrinkTo(uint pages) => Length = (ulong)pages * MemoryType.PageSize;

    /// <summary>Removes pages and returns their memory to the system. Returns false, and changes nothing, where the system cannot do that.</summary>
    internal bool TryGiveBack(uint pages)
    {
        var bytes = (nuint)(_committed - pages) * MemoryType.PageSize;
        if (!VirtualMemory.TryDecommit(Base + (nuint)pages * MemoryType.PageSize, bytes)) return false;
        ShrinkTo(pages);
        _committed = pages;
        EngineMetrics.MemoryGone(bytes);
        _budget?.Release((long)bytes);
        return true;
    }

    /// <summary>Returns the trap for a refused growth.</summary>
    public TrapException OutOfMemory(ulong requestedBytes)
    {
        var cause = !LacksMemory ? "" : _budget is null ? "; the system has no memory" : $"; {_budget.Used} of {_budget.Limit} bytes of the memory budget are in use";
        return new(TrapKind.OutOfMemory, $"out of memory: {requestedBytes} more bytes requested, {Length} in use, limit {(ulong)MaxPages * MemoryType.PageSize} bytes ({MaxPages / 16} MB){cause}");
    }

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

    // Reserves the address space and commits the header and the initial pages.
    bool TryMap()
    {
        var reservation = VirtualMemory.TryReserve(_reserved);
        if (reservation == null) return false;
        // Marks are committed only for the pages that this memory can have.
        var marks = ((nuint)MaxPages * (MemoryType.PageSize >> DirtyPages.PageShift) + MemoryType.PageSize - 1) & ~(nuint)(MemoryType.PageSize - 1);
        if (!VirtualMemory.TryCommit(reservation, marks) || !VirtualMemory.TryCommit(reservation + WriteMarks, MemoryType.PageSize + (nuint)_committed * MemoryType.PageSize))
        {
            VirtualMemory.Release(reservation, _reserved);
            return false;
        }
        _reservation = reservation;
        Base = reservation + HeaderSize;
        return true;
    }

    bool TryCommit(uint pages)
    {
        var bytes = (ulong)(pages - _committed) * MemoryType.PageSize;
        if (_budget?.TryCharge((long)bytes) == false) return false;
        if (!TryMakeUsable(pages) && !MakeUsableAfterGivingBack(pages))
        {
            _budget?.Release((long)bytes);
            return false;
        }
        EngineMetrics.MemoryGrown(bytes);
        _committed = pages;
        return true;
    }

    bool TryMakeUsable(uint pages) => VirtualMemory.TryCommit(Base + (nuint)_committed * MemoryType.PageSize, (nuint)(pages - _committed) * MemoryType.PageSize);

    bool MakeUsableAfterGivingBack(uint pages) => _budget?.TryAfterGivingBack(() => TryMakeUsable(pages)) == true;

    void Release()
    {
        if (_disposed || _reservation == null) return;
        _disposed = true;
        Base = Nothing.Address + sizeof(ulong);
        VirtualMemory.Release(_reservation, _reserved);
        EngineMetrics.MemoryGone((ulong)_committed * MemoryType.PageSize);
        _budget?.Release((long)_committed * MemoryType.PageSize);
    }
}
