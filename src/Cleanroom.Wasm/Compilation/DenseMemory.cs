using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Memory accesses with as few mentions of IL locals as possible. The just-in-time compiler stops optimizing a method that mentions locals more than 8,000
/// times. The usual form takes five mentions for a load, this one two: what the check computes serves as address. That makes the access wait for the check,
/// so smaller bodies do not use it.
/// </summary>
/// <remarks>
/// With <c>check = ~length</c>, the sum <c>check + end + address</c> overflows where the last byte lies behind the end. Where it does not, adding
/// <c>top = base + length + 1</c> and taking away the width gives the address of the first byte.
/// </remarks>
sealed class DenseMemory(ILGenerator il, OperandStack stack, bool tracksWrites)
{
    /// <summary>Bodies with more bytes of code use this form. A body of nothing but loads reaches the limit at about 10 KB.</summary>
    public const int BodySize = 8_000;

    LocalBuilder? _check;
    LocalBuilder? _top;
    LocalBuilder? _marks;

    /// <summary>Declares the locals, and loads what depends on the base only.</summary>
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

    /// <summary>Computes the locals again after the length was loaded.</summary>
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
    public void EmitAddress(in Instruction instruction, ulong smallestLength)
    {
        var end = instruction.Bits + (ulong)instruction.Row.Width;
        il.Emit(OpCodes.Conv_U);
        if (end <= smallestLength)
        {
            // The sum of the two others cannot wrap, and is the same for all accesses of a loop.
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
        il.LoadNativeUInt((ulong)instruction.Row.Width);
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
