using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Memory accesses whose checked sum serves as the address: one instruction less. The access then depends on the check, so an address that was itself loaded
/// does not use this form. Large bodies use it for everything: the just-in-time compiler stops optimizing a method with more than 8,000 references to locals,
/// and this form has two where the other has five.
/// </summary>
/// <remarks>
/// With <c>check = ~length</c>, the sum <c>check + end + address</c> overflows if the last byte is beyond the end. Otherwise, adding <c>top = base + length +
/// 1</c> and subtracting the distance from the first byte to the checked end yields the address of the first byte.
/// </remarks>
sealed class DenseMemory(ILGenerator il, OperandStack stack, bool tracksWrites)
{
    /// <summary>Larger bodies, in bytes of code, use only this form. A body that consists only of loads reaches the limit at about 10 KB.</summary>
    public const int BodySize = 8_000;

    LocalBuilder? _check;
    LocalBuilder? _top;
    LocalBuilder? _marks;

    /// <summary>Declares the locals, and loads those that depend only on the base.</summary>
    public void EmitPrologue(LocalBuilder memoryBase)
    {
        _check = stack.Declare(typeof(nuint));
        _top = stack.Declare(typeof(nuint));
        if (!tracksWrites) return;
        _marks = stack.Declare(typeof(nuint));
        // The base is a multiple of the page size: the mark of an absolute address is found without subtracting it.
        il.Emit(OpCodes.Ldloc, memoryBase);
        il.LoadInt32(Memory.HeaderSize);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldloc, memoryBase);
        il.LoadInt32(DirtyPages.PageShift);
        il.Emit(OpCodes.Shr_Un);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, _marks);
    }

    /// <summary>Updates the locals after the length was loaded.</summary>
    public void EmitReload(LocalBuilder memoryBase, LocalBuilder length)
    {
        il.Emit(OpCodes.Ldloc, length);
        il.Emit(OpCodes.Not);
        il.Emit(OpCodes.Stloc, _check!);
        il.Emit(OpCodes.Ldloc, memoryBase);
        il.Emit(OpCodes.Ldloc, length);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, _top!);
    }

    /// <summary>In: the i32 address on the IL stack. Out: the native address of the first byte, checked.</summary>
    public void EmitAddress(in MemoryAccess access, ulong smallestLength)
    {
        var end = access.CheckedEnd;
        il.Emit(OpCodes.Conv_U);
        if (end <= smallestLength)
        {
            // The sum of the other two cannot wrap, and is loop-invariant.
            il.Emit(OpCodes.Ldloc, _check!);
            il.LoadNativeUInt(end);
            il.Emit(OpCodes.Add);
        }
        else
        {
            il.LoadNativeUInt(end);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldloc, _check!);
        }
        il.Emit(OpCodes.Add_Ovf_Un);
        il.Emit(OpCodes.Ldloc, _top!);
        il.Emit(OpCodes.Add);
        il.LoadNativeUInt(end - access.Offset);
        il.Emit(OpCodes.Sub);
    }

    /// <summary>Marks the page of the native address on the IL stack, which stays there.</summary>
    public void EmitMark()
    {
        var address = stack.Scratch(typeof(nuint));
        il.Emit(OpCodes.Stloc, address);
        il.Emit(OpCodes.Ldloc, address);
        il.LoadInt32(DirtyPages.PageShift);
        il.Emit(OpCodes.Shr_Un);
        il.Emit(OpCodes.Ldloc, _marks!);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Stind_I1);
        il.Emit(OpCodes.Ldloc, address);
    }
}
