using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Emits the memory instructions. Base address and length are in IL locals; an access is checked by a subtraction that overflows when the last byte is beyond
/// the end. This needs no branch in IL and is hoisted out of loops. Large bodies use <see cref="DenseMemory"/>.
/// </summary>
sealed class MemoryEmitter
{
    readonly ILGenerator _il;
    readonly OperandStack _stack;
    readonly int _instance;
    readonly ulong _smallestLength;
    readonly bool _memoryCanGrow;
    readonly bool _tracksWrites;
    readonly DenseMemory? _dense;
    LocalBuilder? _base;
    LocalBuilder? _length;

    public MemoryEmitter(ILGenerator il, OperandStack stack, ModuleCompiler compiler, int instance, bool dense)
    {
        _il = il;
        _stack = stack;
        _instance = instance;
        _memoryCanGrow = compiler.MemoryCanGrow;
        _tracksWrites = compiler.TracksWrites;
        if (dense) _dense = new DenseMemory(il, stack, compiler.TracksWrites);
        if (compiler.Definition.Memories.Count > 0) _smallestLength = (ulong)compiler.Definition.Memories[0].Minimum * MemoryType.PageSize;
    }

    /// <summary>Loads base and length at the start of a function.</summary>
    public void EmitPrologue()
    {
        _base = _stack.Declare(typeof(nuint));
        _length = _stack.Declare(typeof(nuint));
        _il.LoadArgument(_instance);
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.MemoryBase);
        _il.Emit(OpCodes.Stloc, _base);
        _dense?.EmitPrologue(_base);
        EmitReloadLength();
    }

    /// <summary>Reloads the length after an operation that may have grown the memory.</summary>
    public void EmitReloadLength()
    {
        _il.Emit(OpCodes.Ldloc, _base!);
        _il.Emit(OpCodes.Ldc_I4_8);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Ldind_I);
        _il.Emit(OpCodes.Stloc, _length!);
        _dense?.EmitReload(_base!, _length!);
    }

    public void Emit(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Load: Load(instruction, OpCodes.Ldind_I4); break;
            case Opcode.I64Load: Load(instruction, OpCodes.Ldind_I8); break;
            case Opcode.F32Load: Load(instruction, OpCodes.Ldind_R4); break;
            case Opcode.F64Load: Load(instruction, OpCodes.Ldind_R8); break;
            case Opcode.I32Load8S: Load(instruction, OpCodes.Ldind_I1); break;
            case Opcode.I32Load8U: Load(instruction, OpCodes.Ldind_U1); break;
            case Opcode.I32Load16S: Load(instruction, OpCodes.Ldind_I2); break;
            case Opcode.I32Load16U: Load(instruction, OpCodes.Ldind_U2); break;
            case Opcode.I64Load8S: Load(instruction, OpCodes.Ldind_I1, OpCodes.Conv_I8); break;
            case Opcode.I64Load8U: Load(instruction, OpCodes.Ldind_U1, OpCodes.Conv_U8); break;
            case Opcode.I64Load16S: Load(instruction, OpCodes.Ldind_I2, OpCodes.Conv_I8); break;
            case Opcode.I64Load16U: Load(instruction, OpCodes.Ldind_U2, OpCodes.Conv_U8); break;
            case Opcode.I64Load32S: Load(instruction, OpCodes.Ldind_I4, OpCodes.Conv_I8); break;
            case Opcode.I64Load32U: Load(instruction, OpCodes.Ldind_U4, OpCodes.Conv_U8); break;
            case Opcode.I32Store: Store(instruction, OpCodes.Stind_I4); break;
            case Opcode.I64Store: Store(instruction, OpCodes.Stind_I8); break;
            case Opcode.F32Store: Store(instruction, OpCodes.Stind_R4); break;
            case Opcode.F64Store: Store(instruction, OpCodes.Stind_R8); break;
            case Opcode.I32Store8: Store(instruction, OpCodes.Stind_I1); break;
            case Opcode.I32Store16: Store(instruction, OpCodes.Stind_I2); break;
            case Opcode.I64Store8: Store(instruction, OpCodes.Stind_I1); break;
            case Opcode.I64Store16: Store(instruction, OpCodes.Stind_I2); break;
            case Opcode.I64Store32: Store(instruction, OpCodes.Stind_I4); break;
            case Opcode.MemorySize:
                _il.Emit(OpCodes.Ldloc, _length!);
                _il.LoadInt32(16);
                _il.Emit(OpCodes.Shr_Un);
                _il.Emit(OpCodes.Conv_I4);
                _stack.Push(ValueType.I32);
                break;
            case Opcode.MemoryGrow:
                CallRuntime(nameof(MemoryOperations.Grow), 1);
                if (_memoryCanGrow) EmitReloadLength();
                _stack.Push(ValueType.I32);
                break;
            case Opcode.MemoryInit: CallRuntime(nameof(MemoryOperations.Init), 3, instruction.Index); break;
            case Opcode.DataDrop: CallRuntime(nameof(MemoryOperations.Drop), 0, instruction.Index); break;
            case Opcode.MemoryCopy: CallRuntime(nameof(MemoryOperations.Copy), 3); break;
            case Opcode.MemoryFill: CallRuntime(nameof(MemoryOperations.Fill), 3); break;
            default: throw new InvalidOperationException($"no arm for {instruction.Row.Name}");
        }
    }

    void CallRuntime(string name, int operands, uint? index = null)
    {
        _stack.Take(operands);
        if (index is { } immediate) _il.LoadInt32((int)immediate);
        _il.LoadArgument(_instance);
        _il.Emit(OpCodes.Call, RuntimeMembers.Memory(name));
    }

    void Load(in Instruction instruction, OpCode load, OpCode? convert = null)
    {
        var constant = _stack.ConstantAt(0);
        _stack.Take(1);
        if (_dense is not null && !IsInsideSmallest(instruction, constant)) _dense.EmitAddress(instruction, _smallestLength);
        else EmitAddress(instruction, constant);
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(load);
        if (convert is { } conversion) _il.Emit(conversion);
        _stack.Push(instruction.Row.Results![0]);
    }

    void Store(in Instruction instruction, OpCode store)
    {
        var constant = _stack.ConstantAt(1);
        var value = _stack.Scratch(_stack.TypeAt(0).ClrType());
        _stack.Take(2);
        _il.Emit(OpCodes.Stloc, value);
        if (_dense is not null && !IsInsideSmallest(instruction, constant))
        {
            _dense.EmitAddress(instruction, _smallestLength);
            if (_tracksWrites) _dense.EmitMark();
            _il.Emit(OpCodes.Ldloc, value);
            _il.Emit(OpCodes.Unaligned, (byte)1);
            _il.Emit(store);
            return;
        }
        EmitAddress(instruction, constant);
        if (_tracksWrites) EmitMark(instruction, IsInsideSmallest(instruction, constant) ? constant : null);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(store);
    }

    // An access at a constant address below the minimum size needs no check: memories never shrink below it.
    bool IsInsideSmallest(in Instruction instruction, long? constant) =>
        constant is { } address && (uint)address + instruction.Bits + (ulong)instruction.Row.Width <= _smallestLength;

    // The marks are at a fixed distance before the memory. A small offset counts as reach into the next page, which saves an addition and lets the compiler
    // share the mark's address between the stores to one structure.
    void EmitMark(in Instruction instruction, long? constant)
    {
        var isReach = instruction.Bits + (ulong)instruction.Row.Width <= DirtyPages.Reach;
        if (constant is { } address)
        {
            _il.LoadNativeUInt(((uint)address + instruction.Bits) >> DirtyPages.PageShift);
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, _stack.Scratch(typeof(nuint)));
            if (!isReach)
            {
                _il.LoadNativeUInt(instruction.Bits);
                _il.Emit(OpCodes.Add);
            }
            _il.LoadInt32(DirtyPages.PageShift);
            _il.Emit(OpCodes.Shr_Un);
        }
        _il.Emit(OpCodes.Ldloc, _base!);
        _il.Emit(OpCodes.Add);
        _il.LoadInt32(Memory.HeaderSize);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Stind_I1);
    }

    // In: the i32 address on the IL stack. Out: the native address of the first byte, checked.
    void EmitAddress(in Instruction instruction, long? constant)
    {
        var end = instruction.Bits + (ulong)instruction.Row.Width;
        _il.Emit(OpCodes.Conv_U);
        if (!IsInsideSmallest(instruction, constant))
        {
            var address = _stack.Scratch(typeof(nuint));
            _il.Emit(OpCodes.Stloc, address);
            if (end <= _smallestLength)
            {
                _il.Emit(OpCodes.Ldloc, _length!);
                _il.LoadNativeUInt(end);
                _il.Emit(OpCodes.Sub);
                _il.Emit(OpCodes.Ldloc, address);
            }
            else
            {
                _il.Emit(OpCodes.Ldloc, _length!);
                _il.Emit(OpCodes.Ldloc, address);
                _il.LoadNativeUInt(end);
                _il.Emit(OpCodes.Add);
            }
            _il.Emit(OpCodes.Sub_Ovf_Un);
            _il.Emit(OpCodes.Pop);
            _il.Emit(OpCodes.Ldloc, address);
        }
        _il.Emit(OpCodes.Ldloc, _base!);
        _il.Emit(OpCodes.Add);
        if (instruction.Bits == 0) return;
        _il.LoadNativeUInt(instruction.Bits);
        _il.Emit(OpCodes.Add);
    }
}
