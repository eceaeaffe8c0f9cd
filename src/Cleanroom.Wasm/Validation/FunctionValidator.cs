using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>The specification's validation algorithm for one body: a stack of operand types and a stack of blocks, one pass.</summary>
sealed class FunctionValidator(ModuleDefinition module, HashSet<uint> declaredFunctions)
{
    /// <summary>Stands for any type: what unreachable code leaves.</summary>
    const ValueType Unknown = 0;

    static readonly ValueType[] None = [];

    struct Block
    {
        public Opcode Opcode;
        public ValueType[] Parameters;
        public ValueType[] Results;
        public int Height;
        public bool Unreachable;

        /// <summary>What a branch to this block carries.</summary>
        public readonly ValueType[] LabelTypes => Opcode == Opcode.Loop ? Parameters : Results;
    }

    ValueType[] _operands = new ValueType[64];
    int _height;
    Block[] _blocks = new Block[16];
    int _depth;
    ValueType[] _locals = [];
    FunctionFacts _facts = new();
    Instruction _instruction;

    public FunctionFacts Validate(FunctionType type, FunctionBody body)
    {
        _facts = new FunctionFacts();
        _height = 0;
        _depth = 0;
        _locals = [.. type.ParameterSpan, .. body.Locals];
        var reader = new WasmReader(module.Bytes, body.CodeStart, body.End, "code");
        PushBlock(Opcode.Block, None, type.ResultSpan.ToArray());
        while (_depth > 0)
        {
            if (reader.AtEnd) throw reader.Error("unexpected end: the body must finish with end");
            InstructionReader.Read(reader, out _instruction);
            Step();
        }
        if (!reader.AtEnd) throw reader.Error("operators remaining after end of function");
        return _facts;
    }

    void Step()
    {
        switch (_instruction.Opcode)
        {
            case Opcode.Unreachable: SetUnreachable(); break;
            case Opcode.Block or Opcode.Loop:
                _facts.HasLoops |= _instruction.Opcode == Opcode.Loop;
                EnterBlock();
                break;
            case Opcode.If:
                Pop(ValueType.I32);
                EnterBlock();
                break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br:
                Pop(LabelTypes(_instruction.Index));
                SetUnreachable();
                break;
            case Opcode.BrIf:
                Pop(ValueType.I32);
                var types = LabelTypes(_instruction.Index);
                Pop(types);
                Push(types);
                break;
            case Opcode.BrTable: BranchTable(); break;
            case Opcode.Return:
                Pop(_blocks[0].Results);
                SetUnreachable();
                break;
            case Opcode.Call:
                if (_instruction.Index >= (uint)module.Functions.Count) throw Error($"unknown function {_instruction.Index}");
                _facts.Calls.Add((int)_instruction.Index);
                Apply(module.Functions[(int)_instruction.Index]);
                break;
            case Opcode.CallIndirect: CallIndirect(); break;
            case Opcode.Drop: Pop(); break;
            case Opcode.Select: Select(); break;
            case Opcode.SelectTyped:
                if (_instruction.Types!.Length != 1) throw Error("invalid result arity: select takes one type");
                Pop(ValueType.I32);
                Pop(_instruction.Types[0]);
                Pop(_instruction.Types[0]);
                Push(_instruction.Types[0]);
                break;
            case Opcode.LocalGet: Push(Local()); break;
            case Opcode.LocalSet: Pop(Local()); break;
            case Opcode.LocalTee:
                Pop(Local());
                Push(Local());
                break;
            case Opcode.GlobalGet: Push(Global().ValueType); break;
            case Opcode.GlobalSet:
                var global = Global();
                if (!global.IsMutable) throw Error($"global is immutable: global {_instruction.Index} cannot be set");
                Pop(global.ValueType);
                break;
            case Opcode.RefNull: Push(_instruction.ReferenceType); break;
            case Opcode.RefIsNull:
                var reference = Pop();
                if (reference != Unknown && !reference.IsReference()) throw Error($"type mismatch: a reference expected, {reference.Name()} found");
                Push(ValueType.I32);
                break;
            case Opcode.RefFunc:
                if (_instruction.Index >= (uint)module.Functions.Count) throw Error($"unknown function {_instruction.Index}");
                if (!declaredFunctions.Contains(_instruction.Index)) throw Error($"undeclared function reference {_instruction.Index}");
                Push(ValueType.FuncRef);
                break;
            case var _ when _instruction.Row.Group == OpcodeGroup.Table: StepTable(); break;
            default:
                CheckMemoryUse();
                Pop(_instruction.Row.Operands);
                Push(_instruction.Row.Results!);
                break;
        }
    }

    void StepTable()
    {
        switch (_instruction.Opcode)
        {
            case Opcode.TableGet:
                Pop(ValueType.I32);
                Push(Table(_instruction.Index));
                break;
            case Opcode.TableSet:
                Pop(Table(_instruction.Index));
                Pop(ValueType.I32);
                break;
            case Opcode.TableInit:
                var segment = ElementSegment();
                var target = Table(_instruction.SecondIndex);
                if (segment.Type != target) throw Error($"type mismatch: {segment.Type.Name()} elements for a table of {target.Name()}");
                PopThreeIntegers();
                break;
            case Opcode.ElemDrop: ElementSegment(); break;
            case Opcode.TableCopy:
                var (to, from) = (Table(_instruction.Index), Table(_instruction.SecondIndex));
                if (to != from) throw Error($"type mismatch: a table of {from.Name()} cannot be copied to one of {to.Name()}");
                PopThreeIntegers();
                break;
            case Opcode.TableGrow:
                Pop(ValueType.I32);
                Pop(Table(_instruction.Index));
                Push(ValueType.I32);
                break;
            case Opcode.TableSize:
                Table(_instruction.Index);
                Push(ValueType.I32);
                break;
            case Opcode.TableFill:
                Pop(ValueType.I32);
                Pop(Table(_instruction.Index));
                Pop(ValueType.I32);
                break;
        }
    }

    void CheckMemoryUse()
    {
        switch (_instruction.Row.Immediate)
        {
            case Immediate.MemoryAccess:
                RequireMemory();
                if (_instruction.Index >= 32 || 1u << (int)_instruction.Index > (uint)_instruction.Row.Width)
                    throw Error($"alignment must not be larger than natural: 2^{_instruction.Index} for {_instruction.Row.Width} bytes");
                break;
            case Immediate.Memory or Immediate.TwoMemories:
                RequireMemory();
                _facts.GrowsMemory |= _instruction.Opcode == Opcode.MemoryGrow;
                break;
            case Immediate.DataAndMemory or Immediate.Data:
                if (_instruction.Row.Immediate == Immediate.DataAndMemory) RequireMemory();
                if (module.DeclaredDataCount < 0) throw Error("data count section required");
                if (_instruction.Index >= (uint)module.DataSegments.Count) throw Error($"unknown data segment {_instruction.Index}");
                break;
        }
    }

    void RequireMemory()
    {
        if (module.Memories.Count == 0) throw Error("unknown memory 0");
        _facts.UsesMemory = true;
    }

    void EnterBlock()
    {
        var (parameters, results) = TypesOfBlock();
        Pop(parameters);
        PushBlock(_instruction.Opcode, parameters, results);
    }

    (ValueType[] Parameters, ValueType[] Results) TypesOfBlock() => BlockTypes.Of(module, _instruction.BlockType) ?? throw Error($"unknown type {_instruction.BlockType} of a block");

    void Else()
    {
        if (_blocks[_depth - 1].Opcode != Opcode.If) throw Error("else without if");
        var block = PopBlock();
        PushBlock(Opcode.Else, block.Parameters, block.Results);
    }

    void End()
    {
        var block = PopBlock();
        if (block.Opcode == Opcode.If && !block.Parameters.AsSpan().SequenceEqual(block.Results)) throw Error("type mismatch: an if without else must leave its parameters");
        Push(block.Results);
    }

    void BranchTable()
    {
        Pop(ValueType.I32);
        var targets = _instruction.Targets!;
        var types = LabelTypes(targets[^1]);
        var popped = new ValueType[types.Length];
        foreach (var target in targets)
        {
            var expected = LabelTypes(target);
            if (expected.Length != types.Length) throw Error($"type mismatch: the targets of br_table take {types.Length} and {expected.Length} values");
            for (var i = expected.Length - 1; i >= 0; i--) popped[i] = Pop(expected[i]);
            Push(popped);
        }
        Pop(types);
        SetUnreachable();
    }

    void CallIndirect()
    {
        if (_instruction.SecondIndex >= (uint)module.Tables.Count) throw Error($"unknown table {_instruction.SecondIndex}");
        if (module.Tables[(int)_instruction.SecondIndex].ElementType != ValueType.FuncRef) throw Error("type mismatch: call_indirect needs a table of funcref");
        if (_instruction.Index >= (uint)module.Types.Count) throw Error($"unknown type {_instruction.Index}");
        _facts.CallsIndirectly = true;
        Pop(ValueType.I32);
        Apply(module.Types[(int)_instruction.Index]);
    }

    void Select()
    {
        Pop(ValueType.I32);
        var second = Pop();
        var first = Pop();
        if (first != Unknown && first.IsReference() || second != Unknown && second.IsReference()) throw Error("type mismatch: select without a type takes numbers only");
        if (first != second && first != Unknown && second != Unknown) throw Error($"type mismatch: select between {first.Name()} and {second.Name()}");
        Push(first == Unknown ? second : first);
    }

    void Apply(FunctionType type)
    {
        Pop(type.ParameterSpan);
        Push(type.ResultSpan);
    }

    void PopThreeIntegers()
    {
        Pop(ValueType.I32);
        Pop(ValueType.I32);
        Pop(ValueType.I32);
    }

    ValueType Local() => _instruction.Index < (uint)_locals.Length ? _locals[_instruction.Index] : throw Error($"unknown local {_instruction.Index}: the function has {_locals.Length}");

    GlobalType Global() => _instruction.Index < (uint)module.Globals.Count ? module.Globals[(int)_instruction.Index] : throw Error($"unknown global {_instruction.Index}");

    ValueType Table(uint index) => index < (uint)module.Tables.Count ? module.Tables[(int)index].ElementType : throw Error($"unknown table {index}");

    ElementSegment ElementSegment() =>
        _instruction.Index < (uint)module.ElementSegments.Length ? module.ElementSegments[_instruction.Index] : throw Error($"unknown elem segment {_instruction.Index}");

    ValueType[] LabelTypes(uint label) => label < (uint)_depth ? _blocks[_depth - 1 - (int)label].LabelTypes : throw Error($"unknown label {label}: {_depth} blocks are open");

    void PushBlock(Opcode opcode, ValueType[] parameters, ValueType[] results)
    {
        if (_depth >= ImplementationLimits.Nesting) throw Error($"blocks are nested deeper than {ImplementationLimits.Nesting}");
        if (_depth == _blocks.Length) Array.Resize(ref _blocks, _depth * 2);
        _blocks[_depth++] = new Block { Opcode = opcode, Parameters = parameters, Results = results, Height = _height };
        Push(parameters);
    }

    Block PopBlock()
    {
        ref var block = ref _blocks[_depth - 1];
        Pop(block.Results);
        if (_height != block.Height) throw Error($"type mismatch: {_height - block.Height} values are left over at the end of a block");
        _depth--;
        return block;
    }

    void SetUnreachable()
    {
        ref var block = ref _blocks[_depth - 1];
        _height = block.Height;
        block.Unreachable = true;
    }

    void Push(ValueType type)
    {
        if (_height >= ImplementationLimits.OperandDepth) throw Error($"more than {ImplementationLimits.OperandDepth} operands at once");
        if (_height == _operands.Length) Array.Resize(ref _operands, _height * 2);
        _operands[_height++] = type;
        if (_height > _facts.OperandDepth) _facts.OperandDepth = _height;
    }

    void Push(ReadOnlySpan<ValueType> types)
    {
        foreach (var type in types) Push(type);
    }

    ValueType Pop()
    {
        ref var block = ref _blocks[_depth - 1];
        if (_height > block.Height) return _operands[--_height];
        return block.Unreachable ? Unknown : throw Error($"type mismatch: {_instruction.Row.Name} finds no value on the stack");
    }

    ValueType Pop(ValueType expected)
    {
        var found = Pop();
        return found == expected || found == Unknown || expected == Unknown
            ? found
            : throw Error($"type mismatch: {_instruction.Row.Name} expects {expected.Name()}, {found.Name()} found");
    }

    void Pop(ReadOnlySpan<ValueType> types)
    {
        for (var i = types.Length - 1; i >= 0; i--) Pop(types[i]);
    }

    WasmFormatException Error(string message) => new(message, _instruction.Offset, "code");
}
