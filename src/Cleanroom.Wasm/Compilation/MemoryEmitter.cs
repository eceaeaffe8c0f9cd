using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Emits the memory instructions. Base address and length are in IL locals; an access is checked by a subtraction that overflows when the last byte is beyond
/// the end, or by the sum of <see cref="DenseMemory"/>. Neither needs a branch in IL, and both are hoisted out of loops. What <see cref="KnownAddresses"/> says
/// is not checked or marked again, and a store in a loop is usually to the page of the one before (<see cref="WriteMarks"/>).
/// </summary>
sealed class MemoryEmitter
{
    readonly ILGenerator _il;
    readonly OperandStack _stack;
    readonly LocalValues _values;
    readonly KnownAddresses _addresses;
    readonly WasmReader _reader;
    readonly int _instance;
    readonly ulong _smallestLength;
    readonly bool _memoryCanGrow;
    readonly DenseMemory _dense;
    readonly bool _isDense;
    readonly WriteMarks? _marks;
    LocalBuilder? _base;
    LocalBuilder? _length;

    public MemoryEmitter(ILGenerator il, OperandStack stack, LocalValues values, KnownAddresses addresses, WasmReader reader, ModuleCompiler compiler, int instance, bool dense)
    {
        _il = il;
        _stack = stack;
        _values = values;
        _addresses = addresses;
        _reader = reader;
        _instance = instance;
        _memoryCanGrow = compiler.MemoryCanGrow;
        if (compiler.TracksWrites) _marks = new WriteMarks(il, stack);
        _dense = new DenseMemory(il, stack, compiler.TracksWrites && dense);
        _isDense = dense;
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
        _dense.EmitPrologue(_base);
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
        _dense.EmitReload(_base!, _length!);
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
        var access = Access(instruction, 0);
        if (!access.IsInside && access.Source is { } source)
            access = access with { CheckedEnd = new LoadsAhead(_values, source, _smallestLength).LargestEnd(_reader, access.End) };
        var isDense = _isDense || !_stack.IsLoadedAt(0);
        _stack.Take(1);
        if (isDense && !access.IsInside) _dense.EmitAddress(access, _smallestLength);
        else EmitAddress(access);
        Note(access, isMarked: false);
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(load);
        if (convert is { } conversion) _il.Emit(conversion);
        _stack.Push(instruction.Row.Results![0]);
        _stack.Describe(instruction.Opcode switch { Opcode.I32Load8U => byte.MaxValue, Opcode.I32Load16U => ushort.MaxValue, _ => null }, isLoaded: true);
    }

    void Store(in Instruction instruction, OpCode store)
    {
        var access = Access(instruction, 1);
        var value = _stack.Scratch(_stack.TypeAt(0).ClrType());
        _stack.Take(2);
        _il.Emit(OpCodes.Stloc, value);
        var marksAddress = _marks is not null && access.IsReach;
        if (_marks is null || access.IsMarked)
        {
            if (access.IsInside) EmitAddress(access);
            else _dense.EmitAddress(access, _smallestLength);
        }
        else if (_isDense && !access.IsInside)
        {
            // This marks the page of the first byte, which can be another one than that of the address.
            _dense.EmitAddress(access, _smallestLength);
            _dense.EmitMark();
            marksAddress &= access.Offset == 0;
        }
        else if (_addresses.IsInLoop && _marks.CanRemember(access)) EmitRemembered(access);
        else
        {
            EmitAddress(access, keepsAddress: access.Constant is null);
            _marks.Emit(access, _base!);
        }
        Note(access, isMarked: marksAddress);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(store);
    }

    // A store in a loop, up to its native address: usually to the page of the store before.
    void EmitRemembered(in MemoryAccess access)
    {
        var address = _stack.Scratch(typeof(nuint));
        _il.Emit(OpCodes.Conv_U);
        if (!access.IsReach) EmitOffset(access.Offset);
        _il.Emit(OpCodes.Stloc, address);
        var done = _marks!.EmitTest(access, address, _base!);
        if (!access.IsInside) EmitCheck(address, access.IsReach ? access.End : (ulong)access.Width);
        _marks.EmitRemember(address, _base!, _length!);
        _il.MarkLabel(done);
        _il.Emit(OpCodes.Ldloc, address);
        _il.Emit(OpCodes.Ldloc, _base!);
        _il.Emit(OpCodes.Add);
        if (access.IsReach) EmitOffset(access.Offset);
    }

    // Describes an access whose address is at this distance from the top of the operands.
    MemoryAccess Access(in Instruction instruction, int fromTop)
    {
        var constant = _stack.ConstantAt(fromTop);
        var source = _stack.SourceAt(fromTop);
        var end = instruction.Bits + (ulong)instruction.Row.Width;
        var known = _addresses.Find(source);
        // Memories never shrink below their minimum size.
        var isInsideSmallest = _stack.MaximumAt(fromTop) is { } maximum && maximum + end <= _smallestLength;
        return new MemoryAccess(instruction.Bits, instruction.Row.Width, isInsideSmallest ? constant : null, source, known?.Marks(end) ?? false)
        {
            IsInside = isInsideSmallest || (known?.Contains(end) ?? false),
            CheckedEnd = end,
        };
    }

    void Note(in MemoryAccess access, bool isMarked)
    {
        if (access.Source is { } source) _addresses.Note(source, access.CheckedEnd, isMarked);
    }

    // In: the i32 address on the IL stack. Out: the native address of the first byte, checked; the address itself in the scratch local when it is kept.
    void EmitAddress(in MemoryAccess access, bool keepsAddress = false)
    {
        _il.Emit(OpCodes.Conv_U);
        if (!access.IsInside || keepsAddress)
        {
            var address = _stack.Scratch(typeof(nuint));
            _il.Emit(OpCodes.Stloc, address);
            if (!access.IsInside) EmitCheck(address, access.CheckedEnd);
            _il.Emit(OpCodes.Ldloc, address);
        }
        _il.Emit(OpCodes.Ldloc, _base!);
        _il.Emit(OpCodes.Add);
        EmitOffset(access.Offset);
    }

    void EmitCheck(LocalBuilder address, ulong end)
    {
        _il.Emit(OpCodes.Ldloc, _length!);
        if (end <= _smallestLength)
        {
            _il.LoadNativeUInt(end);
            _il.Emit(OpCodes.Sub);
            _il.Emit(OpCodes.Ldloc, address);
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, address);
            _il.LoadNativeUInt(end);
            _il.Emit(OpCodes.Add);
        }
        _il.Emit(OpCodes.Sub_Ovf_Un);
        _il.Emit(OpCodes.Pop);
    }

    void EmitOffset(ulong offset)
    {
        if (offset == 0) return;
        _il.LoadNativeUInt(offset);
        _il.Emit(OpCodes.Add);
    }
}
