using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Guests;

/// <summary>Allocates in guest memory the way the module's generation expects (contract, abi 9). There is only one heap: the guest's own.</summary>
/// <param name="heapPointer">The exported heap pointer, or null.</param>
abstract class GuestAllocator(Global? heapPointer)
{
    const uint DefaultLift = 1 << 20;

    /// <summary>The exported heap pointer, or null.</summary>
    protected Global? HeapPointer { get; } = heapPointer;

    /// <summary>Allocates bytes, 8-aligned and within the memory but not zeroed, or traps. Never returns 0.</summary>
    public abstract uint Allocate(Guest guest, uint size);

    /// <summary>Returns the allocator for an instance: its <c>malloc</c>, else its <c>__heap_ptr</c>, else the word at address 0.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="isBump">True when its <c>malloc</c> is <see cref="BumpMalloc"/>.</param>
    public static GuestAllocator For(Instance instance, bool isBump)
    {
        var heapPointer = instance.GetGlobal("__heap_ptr") is { Type: { ValueType: ValueType.I32, IsMutable: true } } global ? global : null;
        if (instance.GetFunction("malloc") is { } malloc && malloc.Type.Equals(MallocAllocator.MallocType)) return new MallocAllocator(malloc, heapPointer, isBump: isBump && heapPointer is not null);
        if (heapPointer is not null) return new HeapPointerAllocator(heapPointer);
        return new AddressZeroAllocator(EndOfData(instance));
    }

    /// <summary>
    /// Raises the heap pointer before the first allocation by the host. Lists of recent compilers are extended in place without a check: the gap between
    /// earlier allocations of the guest and later ones keeps them from corrupting each other (contract, abi 9).
    /// </summary>
    public void LiftHeap(Guest guest)
    {
        if (HeapPointer is null) return;
        var memory = guest.Memory.Memory;
        var lift = guest.Options.HeapLift ?? (memory.Type.Minimum >= 2 * DefaultLift / MemoryType.PageSize ? DefaultLift : 0);
        if ((uint)HeapPointer.Int32 >= lift) return;
        Cover(memory, lift);
        HeapPointer.Int32 = (int)lift;
    }

    /// <summary>Grows the memory up to an address: by half its size if possible, else by what is needed (contract, abi 10).</summary>
    protected static void Cover(Memory memory, ulong end)
    {
        var length = memory.Length;
        if (end <= length) return;
        var limit = (ulong)memory.MaxPages * MemoryType.PageSize;
        var target = Math.Min(Math.Max(end, Math.Max(length + length / 2, length + 4 * MemoryType.PageSize)), limit);
        if (memory.Grow(PagesFor(target - length)) < 0 && memory.Grow(PagesFor(end - length)) < 0) throw memory.OutOfMemory(end - length);
        if (end > memory.Length) throw memory.OutOfMemory(end - length);
    }

    protected static ulong Align(ulong address) => (address + 7) & ~7UL;

    static uint PagesFor(ulong bytes) => (uint)Math.Min((bytes + MemoryType.PageSize - 1) / MemoryType.PageSize, MemoryType.MaxPages);

    static uint EndOfData(Instance instance)
    {
        ulong end = 0;
        foreach (var segment in instance.Module!.Definition.DataSegments)
            if (segment.Offset is { } offset) end = Math.Max(end, offset + (ulong)segment.Content.Length);
        return (uint)Math.Min(Align(Math.Max(end, 8)), uint.MaxValue - 7);
    }
}

/// <summary>Calls the guest's <c>malloc</c>. Compensates for old versions that do not grow the memory.</summary>
sealed class MallocAllocator(Function malloc, Global? heapPointer, bool isBump) : GuestAllocator(heapPointer)
{
    const int MaxNesting = 64;

    public static FunctionType MallocType { get; } = new([ValueType.I32], [ValueType.I32]);

    int _nesting;

    public override uint Allocate(Guest guest, uint size)
    {
        if (isBump && ((uint)HeapPointer!.Int32 & 7) == 0 && BumpMalloc.TryAllocate(HeapPointer, guest.Memory.Memory, size) is > 0 and var quick) return quick;
        var address = Call(guest, size);
        if ((address & 7) != 0)
        {
            if (size > uint.MaxValue - 7) throw Refused(guest, size, null);
            address = (uint)Align(Call(guest, size + 7));
        }
        var end = Align(address + (ulong)size);
        Cover(guest.Memory.Memory, address + (ulong)size);
        if (HeapPointer is not null && (uint)HeapPointer.Int32 < end && end <= uint.MaxValue) HeapPointer.Int32 = (int)end;
        return address;
    }

    uint Call(Guest guest, uint size)
    {
        // malloc is guest code and may call host functions that allocate.
        if (++_nesting > MaxNesting) throw Guest.Trap($"the guest's malloc calls itself through host functions more than {MaxNesting} times");
        try
        {
            var address = malloc.Call<int, int>((int)size);
            return address != 0 ? (uint)address : throw Refused(guest, size, null);
        }
        catch (TrapException trap) when (trap.Kind is not (TrapKind.Interrupted or TrapKind.DeadlineExceeded or TrapKind.OutOfMemory or TrapKind.Host or TrapKind.CallStackExhausted))
        {
            throw Refused(guest, size, trap);
        }
        finally
        {
            _nesting--;
        }
    }

    static TrapException Refused(Guest guest, uint size, TrapException? trap) =>
        new(TrapKind.OutOfMemory, $"guest allocator refused {size} bytes: {guest.Memory.Length} bytes in use, limit {guest.Memory.Memory.MaxPages / 16} MB{(trap is null ? "" : $" ({trap.Message})")}", trap);
}

/// <summary>Bump allocation through the exported heap pointer.</summary>
sealed class HeapPointerAllocator(Global heapPointer) : GuestAllocator(heapPointer)
{
    public override uint Allocate(Guest guest, uint size)
    {
        var address = Align((uint)HeapPointer!.Int32);
        var end = Align(address + size);
        Cover(guest.Memory.Memory, end);
        if (end > uint.MaxValue || address == 0) throw guest.Memory.Memory.OutOfMemory(size);
        HeapPointer.Int32 = (int)(uint)end;
        return (uint)address;
    }
}

/// <summary>Bump allocation through the word at address 0, for modules written for the implementer's guide; guest code may change that word too.</summary>
sealed class AddressZeroAllocator(uint endOfData) : GuestAllocator(heapPointer: null)
{
    public override uint Allocate(Guest guest, uint size)
    {
        var memory = guest.Memory;
        var word = memory.Length >= 4 ? memory.ReadUInt32(0) : 0;
        var address = Align(word >= endOfData && word <= memory.Length ? word : endOfData);
        var end = Align(address + size);
        Cover(memory.Memory, end);
        if (end > uint.MaxValue) throw memory.Memory.OutOfMemory(size);
        memory.WriteUInt32(0, (uint)end);
        return (uint)address;
    }
}
