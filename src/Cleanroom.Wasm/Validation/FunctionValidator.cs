using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>The specification's validation algorithm for one body: a stack of operand types and a stack of blocks, one pass.</summary>
sealed class FunctionValidator
{
    readonly ModuleDefinition _module;
    readonly BodyState _body = new();
    readonly ControlRules _control;
    readonly VariableRules _variables;
    readonly TableRules _tables;
    readonly MemoryRules _memory;

    public FunctionValidator(ModuleDefinition module, bool[] declaredFunctions)
    {
        _module = module;
        _control = new ControlRules(module, _body);
        _variables = new VariableRules(module, _body);
        _tables = new TableRules(module, _body, declaredFunctions);
        _memory = new MemoryRules(module, _body);
    }

    public FunctionFacts Validate(FunctionType type, FunctionBody body)
    {
        _body.Reset(type, body);
        var reader = new WasmReader(_module.Bytes, body.CodeStart, body.End, "code");
        while (_body.IsOpen)
        {
            if (reader.AtEnd) throw reader.Error("unexpected end: the body must finish with end");
            InstructionReader.Read(reader, out _body.Instruction);
            Step();
        }
        if (!reader.AtEnd) throw reader.Error("operators remaining after end of function");
        return _body.Facts;
    }

    void Step()
    {
        switch (_body.Instruction.Row.Group)
        {
            case OpcodeGroup.Control or OpcodeGroup.Call: _control.Apply(); break;
            case OpcodeGroup.Parametric: StepParametric(); break;
            case OpcodeGroup.Variable: _variables.Apply(); break;
            case OpcodeGroup.Table or OpcodeGroup.Reference: _tables.Apply(); break;
            case OpcodeGroup.Memory:
                _memory.Check();
                StepFixed();
                break;
            default: StepFixed(); break;
        }
    }

    void StepFixed()
    {
        _body.Pop(_body.Instruction.Row.Operands);
        _body.Push(_body.Instruction.Row.Results!);
    }

    void StepParametric()
    {
        switch (_body.Instruction.Opcode)
        {
            case Opcode.Drop: _body.Pop(); break;
            case Opcode.Select: Select(); break;
            case Opcode.SelectTyped:
                if (_body.Instruction.Types is not [var type]) throw _body.Error("invalid result arity: select takes one type");
                _body.Pop([type, type, ValueType.I32]);
                _body.Push(type);
                break;
            default: throw new InvalidOperationException($"no rule for {_body.Instruction.Row.Name}");
        }
    }

    void Select()
    {
        _body.Pop(ValueType.I32);
        var second = _body.Pop();
        var first = _body.Pop();
        if (first != BodyState.Unknown && first.IsReference() || second != BodyState.Unknown && second.IsReference()) throw _body.Error("type mismatch: select without a type takes numbers only");
        if (first != second && first != BodyState.Unknown && second != BodyState.Unknown) throw _body.Error($"type mismatch: select between {first.Name()} and {second.Name()}");
        _body.Push(first == BodyState.Unknown ? second : first);
    }
}
