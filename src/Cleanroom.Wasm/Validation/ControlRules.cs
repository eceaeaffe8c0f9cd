using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>Validates blocks, branches, returns and calls.</summary>
sealed class ControlRules(ModuleDefinition module, BodyState body)
{
    public void Apply()
    {
        var index = body.Instruction.Index;
        switch (body.Instruction.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable: body.SetUnreachable(); break;
            case Opcode.Block: EnterBlock(); break;
            case Opcode.Loop:
                body.Facts.HasLoops = true;
                EnterBlock();
                break;
            case Opcode.If:
                body.Pop(ValueType.I32);
                EnterBlock();
                break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br:
                body.Pop(body.LabelTypes(index));
                body.SetUnreachable();
                break;
            case Opcode.BrIf:
                body.Pop(ValueType.I32);
                var types = body.LabelTypes(index);
                body.Pop(types);
                body.Push(types);
                break;
            case Opcode.BrTable: BranchTable(body.Instruction.Targets!); break;
            case Opcode.Return:
                body.Pop(body.Results);
                body.SetUnreachable();
                break;
            case Opcode.Call: Call(index); break;
            case Opcode.CallIndirect: CallIndirect(index, body.Instruction.SecondIndex); break;
            default: throw new InvalidOperationException($"no rule for {body.Instruction.Row.Name}");
        }
    }

    void EnterBlock()
    {
        var (parameters, results) = BlockTypes.Of(module, body.Instruction.BlockType) ?? throw UnknownType(body.Instruction.BlockType);
        body.Pop(parameters);
        body.PushBlock(body.Instruction.Opcode, parameters, results);
    }

    WasmFormatException UnknownType(long type) => type < 0 && Proposals.OfValueType((byte)(type & 0x7F)) is var (proposal, name)
        ? WasmFormatException.Unsupported(proposal, name, body.Instruction.Offset, "code")
        : body.Error($"unknown type {type} of a block");

    void Else()
    {
        if (body.Innermost.Opcode != Opcode.If) throw body.Error("else without if");
        var block = body.PopBlock();
        body.PushBlock(Opcode.Else, block.Parameters, block.Results);
    }

    void End()
    {
        var block = body.PopBlock();
        if (block.Opcode == Opcode.If && !block.Parameters.AsSpan().SequenceEqual(block.Results)) throw body.Error("type mismatch: an if without else must leave its parameters");
        body.Push(block.Results);
    }

    void BranchTable(uint[] targets)
    {
        body.Pop(ValueType.I32);
        var types = body.LabelTypes(targets[^1]);
        var popped = new ValueType[types.Length];
        foreach (var target in targets)
        {
            var expected = body.LabelTypes(target);
            if (expected.Length != types.Length) throw body.Error($"type mismatch: the targets of br_table take {types.Length} and {expected.Length} values");
            for (var i = expected.Length - 1; i >= 0; i--) popped[i] = body.Pop(expected[i]);
            body.Push(popped);
        }
        body.Pop(types);
        body.SetUnreachable();
    }

    void Call(uint function)
    {
        if (function >= (uint)module.Functions.Count) throw body.Error($"unknown function {function}");
        body.Facts.Calls.Add((int)function);
        Apply(module.Functions[(int)function]);
    }

    void CallIndirect(uint type, uint table)
    {
        if (table >= (uint)module.Tables.Count) throw body.Error($"unknown table {table}");
        if (module.Tables[(int)table].ElementType != ValueType.FuncRef) throw body.Error("type mismatch: call_indirect needs a table of funcref");
        if (type >= (uint)module.Types.Count) throw body.Error($"unknown type {type}");
        body.Facts.CallsIndirectly = true;
        body.Pop(ValueType.I32);
        Apply(module.Types[(int)type]);
    }

    void Apply(FunctionType type)
    {
        body.Pop(type.ParameterSpan);
        body.Push(type.ResultSpan);
    }
}
