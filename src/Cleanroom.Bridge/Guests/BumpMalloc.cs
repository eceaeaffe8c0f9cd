using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Guests;

/// <summary>
/// Recognizes the <c>malloc</c> that compilers emit since 0.30: it rounds the size up to 8, adds it to the heap pointer and grows the memory when needed. As long
/// as the memory suffices, the host does the same without entering the guest; a request makes hundreds of allocations.
/// </summary>
static class BumpMalloc
{
    // local.get 0; i32.const 7; i32.add; i32.const -8; i32.and gives the size; the sum with the heap pointer is compared with memory.size << 16.
    static ReadOnlySpan<byte> BeforeStore =>
    [
        0x21, 0x01, 0x20, 0x00, 0x41, 0x07, 0x6A, 0x41, 0x78, 0x71, 0x21, 0x02, 0x20, 0x01, 0x20, 0x02, 0x6A, 0x21, 0x03,
        0x20, 0x03, 0x3F, 0x00, 0x41, 0x10, 0x74, 0x4B, 0x04, 0x40,
        0x20, 0x03, 0x41, 0x10, 0x76, 0x3F, 0x00, 0x6B, 0x41, 0x01, 0x6A, 0x40, 0x00, 0x41, 0x7F, 0x46, 0x04, 0x40, 0x41, 0x00, 0x0F, 0x0B, 0x0B,
        0x20, 0x03,
    ];

    /// <summary>Returns true if the module's <c>malloc</c> is this one and moves the exported heap pointer.</summary>
    public static bool IsIn(ModuleDefinition module)
    {
        if (module.FindExport("malloc") is not { Kind: ExternalKind.Function } malloc || module.FindExport("__heap_ptr") is not { Kind: ExternalKind.Global, Index: < 0x80 } heapPointer) return false;
        var pointer = (byte)heapPointer.Index;
        ReadOnlySpan<byte> expected = [0x03, 0x01, 0x7F, 0x01, 0x7F, 0x01, 0x7F, 0x23, pointer, .. BeforeStore, 0x24, pointer, 0x20, 0x01, 0x0B];
        return module.CodeOf(malloc.Index).SequenceEqual(expected);
    }

    /// <summary>Allocates as the guest's <c>malloc</c> does, without growing the memory.</summary>
    /// <returns>The address; 0 when the guest has to allocate.</returns>
    public static uint TryAllocate(Global heapPointer, Memory memory, uint size)
    {
        var address = (uint)heapPointer.Int32;
        var end = address + (((ulong)size + 7) & ~7UL);
        if (end > memory.Length) return 0;
        heapPointer.Int32 = (int)(uint)end;
        return address;
    }
}
