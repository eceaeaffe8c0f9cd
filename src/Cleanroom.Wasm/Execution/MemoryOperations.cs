using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>Memory instructions other than single loads and stores.</summary>
static unsafe class MemoryOperations
{
    public static int Grow(int pages, Instance instance)
    {
        var before = instance.Memory!.Grow((uint)pages);
        if (before < 0 && instance.Store!.Limits.TrapOnRefusedGrowth) throw instance.Memory.OutOfMemory((ulong)(uint)pages * MemoryType.PageSize);
        return before;
    }

    // Not inlined: for a length that is a constant in the guest, the just-in-time compiler would allocate an eighth of that length itself.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Fill(int address, int value, int length, Instance instance) =>
        Unsafe.InitBlockUnaligned(ForWriting(instance, (uint)address, (uint)length), (byte)value, (uint)length);

    public static void Copy(int target, int source, int length, Instance instance) =>
        Buffer.MemoryCopy(At(instance, (uint)source, (uint)length), ForWriting(instance, (uint)target, (uint)length), (uint)length, (uint)length);

    public static void Init(int target, int source, int length, int segment, Instance instance)
    {
        var bytes = instance.DataDropped[segment] ? default : instance.Module!.Definition.DataSegments[segment].Content.Span;
        if ((ulong)(uint)source + (uint)length > (ulong)bytes.Length) Traps.Throw(TrapKind.MemoryOutOfBounds);
        var to = ForWriting(instance, (uint)target, (uint)length);
        bytes.Slice(source, length).CopyTo(new Span<byte>(to, length));
    }

    public static void Drop(int segment, Instance instance) => instance.DataDropped[segment] = true;

    static byte* ForWriting(Instance instance, uint address, uint length)
    {
        var bytes = At(instance, address, length);
        DirtyPages.Mark(instance.MemoryBase, address, length);
        return bytes;
    }

    static byte* At(Instance instance, uint address, uint length)
    {
        var memory = instance.Memory!;
        if ((ulong)address + length > memory.Length) Traps.Throw(TrapKind.MemoryOutOfBounds);
        return memory.Base + address;
    }
}
