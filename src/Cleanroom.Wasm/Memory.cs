using System.Runtime.InteropServices;
using System.Text;
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

    // What a memory that was given back refers to: its last word, the length, is zero.
    static readonly NativeBlock Nothing = new(sizeof(ulong));

    readonly byte* _reservation;
    readonly nuint _reserved;
    readonly List<WeakReference<Store>> _users = [];
    uint _committed;
    bool _disposed;

    /// <summary>Makes a memory of the type's minimum size, zeroed.</summary>
    /// <param name="type">Minimum and maximum.</param>
    /// <param name="maxPages">Limit of the host: the memory never gets larger.</param>
    public Memory(MemoryType type, uint maxPages = MemoryType.MaxPages)
    {
        Type = type;
        MaxPages = Math.Min(Math.Min(type.Maximum ?? MemoryType.MaxPages, maxPages), MemoryType.MaxPages);
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

    /// <summary>Maximum number of pages: the smaller of the declared maximum and the host's limit.</summary>
    public uint MaxPages { get; }

    /// <summary>Current size in pages.</summary>
    public uint Pages => (uint)(Length / MemoryType.PageSize);

    /// <summary>Current size in bytes.</summary>
    public ulong Length
    {
        get => *(ulong*)(Base - sizeof(ulong));
        private set => *(ulong*)(Base - sizeof(ulong)) = value;
    }

    /// <summary>Address of byte 0. Does not change while the memory is used.</summary>
    internal byte* Base { get; private set; }

    /// <summary>Adds zeroed pages. Returns the size before, in pages, or −1 when the limit or the system refuses.</summary>
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

    /// <summary>Takes away pages that are zero; they stay usable for the next growth.</summary>
    internal void ShrinkTo(uint pages) => Length = (ulong)pages * MemoryType.PageSize;

    /// <summary>The trap for a growth that was refused.</summary>
    public TrapException OutOfMemory(ulong requestedBytes) =>
        new(TrapKind.OutOfMemory, $"out of memory: {requestedBytes} more bytes requested, {Length} in use, limit {(ulong)MaxPages * MemoryType.PageSize} bytes ({MaxPages / 16} MB)");

    /// <summary>The bytes from an address on, to be written.</summary>
    /// <exception cref="TrapException">They are not all inside the memory.</exception>
    public Span<byte> Slice(uint address, uint length) => TrySlice(address, length, out var bytes) ? bytes : throw OutOfBounds(address, length);

    /// <summary>The value at an address, which need not be aligned: a number, or a structure whose layout is the guest's.</summary>
    /// <exception cref="TrapException">It is not all inside the memory.</exception>
    public T Read<T>(uint address) where T : unmanaged => MemoryMarshal.Read<T>(Bytes(address, (uint)sizeof(T)));

    /// <summary>Writes a value at an address, which need not be aligned.</summary>
    /// <exception cref="TrapException">There is no room for it inside the memory; nothing is written.</exception>
    public void Write<T>(uint address, T value) where T : unmanaged => MemoryMarshal.Write(Slice(address, (uint)sizeof(T)), in value);

    /// <summary>The text of so many bytes of UTF-8. What is not UTF-8 becomes U+FFFD.</summary>
    /// <exception cref="TrapException">The bytes are not all inside the memory.</exception>
    public string ReadString(uint address, uint length) => Encoding.UTF8.GetString(Bytes(address, length));

    /// <summary>The text of UTF-8 from an address to the next zero byte, as C keeps it.</summary>
    /// <exception cref="TrapException">There is no zero byte from there to the end of the memory.</exception>
    public string ReadNullTerminatedString(uint address)
    {
        var rest = Bytes(address, (uint)Math.Min(Length - Math.Min(address, Length), int.MaxValue));
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(rest[..end]) : throw new TrapException(TrapKind.MemoryOutOfBounds, $"{TrapKind.MemoryOutOfBounds.Text()}: no zero byte from {address} on");
    }

    /// <summary>Writes a text as UTF-8, without a zero byte at its end. Returns how many bytes it took.</summary>
    /// <exception cref="TrapException">There is no room for it inside the memory; nothing is written.</exception>
    public int WriteString(uint address, string text) => Encoding.UTF8.GetBytes(text, Slice(address, (uint)Encoding.UTF8.GetByteCount(text)));

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

    /// <summary>Gives the address space back. Instances that use the memory cannot be called any more, and nothing may use spans over it.</summary>
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

    /// <summary>Notes a store whose instances use the memory.</summary>
    internal void AddUser(Store store)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_users)
        {
            _users.RemoveAll(user => !user.TryGetTarget(out var known) || known == store);
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
