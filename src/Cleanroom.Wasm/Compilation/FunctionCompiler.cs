using System.Reflection.Emit;
using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Compiles one body: control flow and calls. Variables, numbers, memory and tables have an emitter of their own.</summary>
sealed class FunctionCompiler
{
    readonly ModuleCompiler _compiler;
    readonly ModuleDefinition _module;
    readonly ILGenerator _il;
    readonly FunctionType _type;
    readonly FunctionBody _body;
    readonly FunctionFacts _facts;
    readonly int _stackNeed;
    readonly int _instance;
    readonly WasmReader _reader;
    readonly OperandStack _stack;
    readonly MemoryEmitter _memory;
    readonly NumberEmitter _numbers;
    readonly TableEmitter _tables;
    readonly VariableEmitter _variables;
    readonly StopChecks _checks;
    readonly List<OpenBlock> _blocks = [];
    readonly List<int> _ilOffsets = [];
    readonly List<int> _moduleOffsets = [];
    Instruction _instruction;
    bool _reachable = true;
    int _unreachableBlocks;
    int _statement;

    public FunctionCompiler(ModuleCompiler compiler, ILGenerator il, int function, int stackNeed)
    {
        _compiler = compiler;
        _module = compiler.Definition;
        _il = il;
        _type = _module.Functions[function];
        _body = _module.Bodies[function - _module.ImportedFunctions];
        _facts = _module.Facts[function - _module.ImportedFunctions];
        _stackNeed = stackNeed;
        _instance = _type.ParameterSpan.Length;
        _reader = new WasmReader(_module.Bytes, _body.CodeStart, _body.End, "code");
        _stack = new OperandStack(il);
        _memory = new MemoryEmitter(il, _stack, compiler, _instance, dense: _body.End - _body.CodeStart > compiler.DenseSize);
        _numbers = new NumberEmitter(il, _stack);
        _tables = new TableEmitter(il, _stack, _instance);
        _variables = new VariableEmitter(il, _stack, _module, _type, _body);
        _checks = new StopChecks(il, _stack, _instance);
    }

    public OffsetMap Compile()
    {
        if (_stackNeed > 0 || _facts.HasLoops) _checks.EmitEntry(_stackNeed);
        if (_facts.UsesMemory) _memory.EmitPrologue();
        _variables.EmitPrologue();
        PushBlock(Opcode.Block, [], _type.ResultSpan.ToArray());
        while (_blocks.Count > 0)
        {
            InstructionReader.Read(_reader, out _instruction);
            if (!_stack.HasOperandsOnIlStack) _statement = _il.ILOffset;
            if (_reachable) Emit();
            else Skip();
        }
        _checks.EmitStop();
        // A body that ends in unreachable code leaves its last label without an instruction.
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Throw);
        return new OffsetMap([.. _ilOffsets], [.. _moduleOffsets]);
    }

    void Emit()
    {
        switch (_instruction.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable:
                NotePosition();
                _il.Emit(OpCodes.Call, RuntimeMembers.Unreachable);
                _il.Emit(OpCodes.Throw);
                _reachable = false;
                break;
            case Opcode.Block or Opcode.Loop or Opcode.If: EnterBlock(); break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br:
                Branch(_instruction.Index);
                _reachable = false;
                break;
            case Opcode.BrIf: BranchIf(); break;
            case Opcode.BrTable:
                BranchTable();
                _reachable = false;
                break;
            case Opcode.Return:
                Return();
                _reachable = false;
                break;
            case Opcode.Call: Call(); break;
            case Opcode.CallIndirect: CallIndirect(); break;
            case Opcode.Drop: _stack.Drop(); break;
            case Opcode.Select or Opcode.SelectTyped: Select(); break;
            default: EmitGroup(); break;
        }
    }

    void EmitGroup()
    {
        var row = _instruction.Row;
        switch (row.Group)
        {
            case OpcodeGroup.Variable: _variables.Emit(in _instruction); break;
            case OpcodeGroup.Memory:
                NotePosition();
                _memory.Emit(in _instruction);
                break;
            case OpcodeGroup.Table or OpcodeGroup.Reference:
                NotePosition();
                _tables.Emit(in _instruction);
                break;
            default:
                if (row.Traps != OpcodeTraps.None) NotePosition();
                _numbers.Emit(in _instruction, _reader.AtEnd ? (byte)0 : _reader.PeekByte());
                break;
        }
    }

    // Nothing is emitted for code that cannot be reached; its blocks are counted to find the end that can.
    void Skip()
    {
        switch (_instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If: _unreachableBlocks++; break;
            case Opcode.Else when _unreachableBlocks == 0: Else(); break;
            case Opcode.End when _unreachableBlocks == 0: End(); break;
            case Opcode.End: _unreachableBlocks--; break;
        }
    }

    void PushBlock(Opcode opcode, ValueType[] parameters, ValueType[] results) => _blocks.Add(new OpenBlock
    {
        Opcode = opcode,
        Parameters = parameters,
        Results = results,
        Height = _stack.Height - parameters.Length,
        Target = _il.DefineLabel(),
    });

    void EnterBlock()
    {
        var (parameters, results) = BlockTypes.Of(_module, _instruction.BlockType)!.Value;
        if (_instruction.Opcode == Opcode.If)
        {
            var condition = TakeCondition();
            PushBlock(Opcode.If, parameters, results);
            var block = _blocks[^1];
            block.Else = _il.DefineLabel();
            _blocks[^1] = block;
            LoadCondition(condition);
            _il.Emit(OpCodes.Brfalse, block.Else);
            return;
        }
        _stack.Flush();
        PushBlock(_instruction.Opcode, parameters, results);
        if (_instruction.Opcode != Opcode.Loop) return;
        // What enters a loop changes at every iteration: it is no constant inside.
        _stack.Cut(_stack.Height - parameters.Length);
        _stack.PushFromSlots(parameters);
        _il.MarkLabel(_blocks[^1].Target);
        _checks.EmitLoopCheck();
    }

    void Else()
    {
        var block = _blocks[^1];
        if (_reachable)
        {
            _stack.Flush();
            _il.Emit(OpCodes.Br, block.Target);
            block.IsTarget = true;
        }
        _il.MarkLabel(block.Else);
        block.Opcode = Opcode.Else;
        _blocks[^1] = block;
        _stack.Cut(block.Height);
        _stack.PushFromSlots(block.Parameters);
        _reachable = true;
    }

    void End()
    {
        var block = _blocks[^1];
        if (_blocks.Count == 1)
        {
            if (_reachable) Return();
            _blocks.Clear();
            return;
        }
        if (_reachable) _stack.Flush();
        var reachable = _reachable || block.IsTarget;
        if (block.Opcode == Opcode.If)
        {
            _il.MarkLabel(block.Else);
            reachable = true;
        }
        if (block.Opcode != Opcode.Loop) _il.MarkLabel(block.Target);
        _blocks.RemoveAt(_blocks.Count - 1);
        _stack.Cut(Math.Min(_stack.Height, block.Height));
        _stack.PushFromSlots(block.Results);
        _reachable = reachable;
    }

    /// <summary>Moves what a branch carries to where its target expects it, and marks the target as reached.</summary>
    Label PrepareBranch(uint label)
    {
        var index = _blocks.Count - 1 - (int)label;
        var block = _blocks[index];
        var count = block.LabelTypes.Length;
        _stack.CopyTo(block.Height, count);
        block.IsTarget = true;
        _blocks[index] = block;
        return block.Target;
    }

    bool NeedsNoMove(uint label)
    {
        var block = _blocks[_blocks.Count - 1 - (int)label];
        return block.LabelTypes.Length == 0 || _stack.Height - block.LabelTypes.Length == block.Height;
    }

    bool IsReturn(uint label) => label == (uint)_blocks.Count - 1;

    void Branch(uint label)
    {
        if (IsReturn(label))
        {
            Return();
            return;
        }
        _stack.Flush();
        _il.Emit(OpCodes.Br, PrepareBranch(label));
    }

    void BranchIf()
    {
        var condition = TakeCondition();
        LoadCondition(condition);
        if (!IsReturn(_instruction.Index) && NeedsNoMove(_instruction.Index))
        {
            _il.Emit(OpCodes.Brtrue, PrepareBranch(_instruction.Index));
            return;
        }
        var stay = _il.DefineLabel();
        _il.Emit(OpCodes.Brfalse, stay);
        BranchFromSlots(_instruction.Index);
        _il.MarkLabel(stay);
    }

    // All operands lie in slots and stay there for the path that does not branch.
    void BranchFromSlots(uint label)
    {
        if (IsReturn(label)) ReturnFromSlots();
        else _il.Emit(OpCodes.Br, PrepareBranch(label));
    }

    void BranchTable()
    {
        var condition = TakeCondition();
        var targets = _instruction.Targets!;
        var labels = new Dictionary<uint, Label>();
        var moves = new List<uint>();
        foreach (var target in targets)
        {
            if (labels.ContainsKey(target)) continue;
            if (!IsReturn(target) && NeedsNoMove(target)) labels[target] = PrepareBranch(target);
            else
            {
                labels[target] = _il.DefineLabel();
                moves.Add(target);
            }
        }
        LoadCondition(condition);
        _il.Emit(OpCodes.Switch, [.. targets[..^1].Select(target => labels[target])]);
        _il.Emit(OpCodes.Br, labels[targets[^1]]);
        foreach (var target in moves)
        {
            _il.MarkLabel(labels[target]);
            BranchFromSlots(target);
        }
    }

    /// <summary>Takes a condition off the stack and puts everything below it into slots. Returns where it is kept, or null when it lies on the IL stack.</summary>
    LocalBuilder? TakeCondition()
    {
        _stack.Take(1);
        if (!_stack.HasOperandsOnIlStack) return null;
        var condition = _stack.Scratch(typeof(int));
        _il.Emit(OpCodes.Stloc, condition);
        _stack.Flush();
        return condition;
    }

    void LoadCondition(LocalBuilder? condition)
    {
        if (condition is not null) _il.Emit(OpCodes.Ldloc, condition);
    }

    void Return()
    {
        if (_type.ResultSpan.Length == 1)
        {
            _stack.Bring(1);
            if (_stack.IsAloneOnIlStack)
            {
                _stack.Take(1);
                EmitReturn();
                return;
            }
        }
        _stack.Flush();
        ReturnFromSlots();
    }

    void ReturnFromSlots()
    {
        var results = _type.ResultSpan;
        var first = _stack.Height - results.Length;
        for (var i = 1; i < results.Length; i++) Results.Store(_il, _instance, i, results[i], _stack.SlotOf(first + i));
        if (results.Length > 0) _stack.LoadFromSlot(first);
        EmitReturn();
    }

    // A call right before a return would become a tail call, and the caller would be missing in stack traces.
    void EmitReturn()
    {
        _il.Emit(OpCodes.Nop);
        _il.Emit(OpCodes.Ret);
    }

    void Call()
    {
        var type = _module.Functions[(int)_instruction.Index];
        NotePosition();
        _stack.Take(type.ParameterSpan.Length);
        _il.LoadArgument(_instance);
        _il.Emit(OpCodes.Call, _compiler.Methods[_instruction.Index]);
        PushResults(type);
    }

    void CallIndirect()
    {
        var type = _module.Types[(int)_instruction.Index];
        NotePosition();
        _stack.Take(type.ParameterSpan.Length + 1);
        var function = _stack.Scratch(typeof(Function));
        _il.LoadArgument(_instance);
        _tables.EmitTable(_instruction.SecondIndex);
        _il.Emit(OpCodes.Ldc_I8, (long)type.Id);
        _il.Emit(OpCodes.Call, RuntimeMembers.Callee);
        _il.Emit(OpCodes.Stloc, function);
        _il.Emit(OpCodes.Ldloc, function);
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionInstance);
        _il.Emit(OpCodes.Ldloc, function);
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionCode);
        _il.EmitCalli(OpCodes.Calli, System.Reflection.CallingConventions.Standard, type.ClrResult(), type.ClrParameters(), null);
        PushResults(type);
    }

    void PushResults(FunctionType type)
    {
        var results = type.ResultSpan;
        for (var i = 0; i < results.Length; i++)
        {
            if (i > 0) Results.Load(_il, _instance, i, results[i]);
            _stack.Push(results[i]);
        }
        if (_facts.UsesMemory && _compiler.MemoryCanGrow) _memory.EmitReloadLength();
    }

    void Select()
    {
        var type = _stack.TypeAt(1);
        _stack.Take(3);
        _il.Emit(OpCodes.Call, RuntimeMembers.Arithmetic(type switch
        {
            ValueType.I32 => nameof(Arithmetic.SelectI32),
            ValueType.I64 => nameof(Arithmetic.SelectI64),
            ValueType.F32 => nameof(Arithmetic.SelectF32),
            ValueType.F64 => nameof(Arithmetic.SelectF64),
            _ => nameof(Arithmetic.SelectReference),
        }));
        _stack.Push(type);
    }

    // The just-in-time compiler knows positions by the statement: the IL since the stack was last empty.
    void NotePosition()
    {
        if (_ilOffsets.Count > 0 && _ilOffsets[^1] == _statement) return;
        _ilOffsets.Add(_statement);
        _moduleOffsets.Add(_instruction.Offset);
    }
}
