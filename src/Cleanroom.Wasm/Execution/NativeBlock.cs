using System.Runtime.InteropServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>Zeroed native memory that lives as long as this object.</summary>
sealed unsafe class NativeBlock
{
    public NativeBlock(int size)
    {
        Address = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(size, 8));
        Size = size;
    }

    ~NativeBlock() => NativeMemory.Free(Address);

    public byte* Address { get; }

    public int Size { get; }
}
