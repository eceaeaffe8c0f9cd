using System.Reflection.Emit;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits blocks, branches and returns. At block boundaries and branches all operands are in their slots.</summary>
sealed class ControlEmitter(ILGenerator il, OperandStack stack, StopChecks checks, KnownAddresses addresses, WasmReader reader, ModuleDefinition module, FunctionType type)
{
    readonly ReturnEmitter _returns = new(il, stack, type);
    readonly GrowingArray<OpenBlock> _blocks = new();
    int _unreachableBlocks;

    /// <summary>False after an instruction that never continues with the next one, until the end of its block.</summary>
    public bool IsReachable { get; private set; } = true;

    /// <summary>True until the <c>end</c> of the body.</summary>
    public bool IsOpen => _blocks.Count > 0;

    /// <summary>Opens the block that is the body itself.</summary>
    public void OpenBody() => PushBlock(Opcode.Block, [], type.ResultSpan.ToArray());

    public void Emit(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable:
                il.Emit(OpCodes.Call, RuntimeMembers.Unreachable);
                il.Emit(OpCodes.Throw);
                IsReachable = false;
                break;
            case Opcode.Block or Opcode.Loop: EnterBlock(in instruction); break;
            case Opcode.If: EnterIf(in instruction); break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br:
                Branch(instruction.Index);
                IsReachable = false;
                break;
            case Opcode.BrIf: BranchIf(instruction.Index); break;
            case Opcode.BrTable:
                BranchTable(instruction.Targets!);
                IsReachable = false;
                break;
            case Opcode.Return:
                _returns.Emit();
                IsReachable = false;
                break;
            default: throw new InvalidOperationException($"no arm for {instruction.Row.Name}");
        }
    }

    /// <summary>Skips an unreachable instruction, counting its blocks to find the reachable end.</summary>
    public void Skip(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If: _unreachableBlocks++; break;
            case Opcode.Else when _unreachableBlocks == 0: Else(); break;
            case Opcode.End when _unreachableBlocks == 0: End(); break;
            case Opcode.End: _unreachableBlocks--; break;
        }
    }

    void PushBlock(Opcode opcode, ValueType[] parameters, ValueType[] results)
    {
        if (opcode == Opcode.Loop) addresses.EnterLoop(InnerLoop.FindSetLocals(reader));
        else addresses.Enter();
        _blocks.Add(new OpenBlock
        {
            Opcode = opcode,
            Parameters = parameters,
            Results = results,
            Height = stack.Height - parameters.Length,
            Target = il.DefineLabel(),
        });
    }

    void EnterBlock(in Instruction instruction)
    {
        var (parameters, results) = BlockTypes.Of(module, instruction.BlockType)!.Value;
        stack.Flush();
        PushBlock(instruction.Opcode, parameters, results);
        if (instruction.Opcode != Opcode.Loop) return;
        // The parameters of a loop change at every iteration and are not constants inside.
        stack.Cut(stack.Height - parameters.Length);
        stack.PushFromSlots(parameters);
        il.MarkLabel(_blocks.Last.Target);
        checks.EmitLoopCheck();
    }

    void EnterIf(in Instruction instruction)
    {
        var (parameters, results) = BlockTypes.Of(module, instruction.BlockType)!.Value;
        var condition = TakeCondition();
        PushBlock(Opcode.If, parameters, results);
        var block = _blocks.Last;
        block.Else = il.DefineLabel();
        _blocks.Last = block;
        LoadCondition(condition);
        il.Emit(OpCodes.Brfalse, block.Else);
    }

    void Else()
    {
        var block = _blocks.Last;
        if (IsReachable)
        {
            stack.Flush();
            il.Emit(OpCodes.Br, block.Target);
            block.IsTarget = true;
        }
        il.MarkLabel(block.Else);
        addresses.EnterElse();
        block.Opcode = Opcode.Else;
        _blocks.Last = block;
        stack.Cut(block.Height);
        stack.PushFromSlots(block.Parameters);
        IsReachable = true;
    }

    void End()
    {
        var block = _blocks.Last;
        if (_blocks.Count == 1)
        {
            if (IsReachable) _returns.Emit();
            _blocks.Cut(0);
            return;
        }
        if (IsReachable) stack.Flush();
        var reachable = IsReachable || block.IsTarget;
        if (block.Opcode == Opcode.If)
        {
            il.MarkLabel(block.Else);
            reachable = true;
        }
        if (block.Opcode != Opcode.Loop) il.MarkLabel(block.Target);
        _blocks.RemoveLast();
        addresses.Leave();
        stack.Cut(Math.Min(stack.Height, block.Height));
        stack.PushFromSlots(block.Results);
        IsReachable = reachable;
    }

    /// <summary>Moves the operands of a branch to where its target expects them, and marks the target as reached.</summary>
    Label PrepareBranch(uint label)
    {
        var index = _blocks.Count - 1 - (int)label;
        var block = _blocks[index];
        var count = block.LabelTypes.Length;
        stack.CopyTo(block.Height, count);
        block.IsTarget = true;
        _blocks[index] = block;
        return block.Target;
    }

    bool NeedsNoMove(uint label)
    {
        var block = _blocks[_blocks.Count - 1 - (int)label];
        return block.LabelTypes.Length == 0 || stack.Height - block.LabelTypes.Length == block.Height;
    }

    bool IsReturn(uint label) => label == (uint)_blocks.Count - 1;

    void Branch(uint label)
    {
        if (IsReturn(label))
        {
            _returns.Emit();
            return;
        }
        stack.Flush();
        il.Emit(OpCodes.Br, PrepareBranch(label));
    }

    void BranchIf(uint label)
    {
        var condition = TakeCondition();
        LoadCondition(condition);
        if (!IsReturn(label) && NeedsNoMove(label))
        {
            il.Emit(OpCodes.Brtrue, PrepareBranch(label));
            return;
        }
        var stay = il.DefineLabel();
        il.Emit(OpCodes.Brfalse, stay);
        BranchFromSlots(label);
        il.MarkLabel(stay);
    }

    // All operands are in slots and stay there for the path that does not branch.
    void BranchFromSlots(uint label)
    {
        if (IsReturn(label)) _returns.EmitFromSlots();
        else il.Emit(OpCodes.Br, PrepareBranch(label));
    }

    void BranchTable(uint[] targets)
    {
        var condition = TakeCondition();
        var labels = new Dictionary<uint, Label>();
        var moves = new List<uint>();
        foreach (var target in targets)
        {
            if (labels.ContainsKey(target)) continue;
            if (!IsReturn(target) && NeedsNoMove(target)) labels[target] = PrepareBranch(target);
            else
            {
                labels[target] = il.DefineLabel();
                moves.Add(target);
            }
        }
        LoadCondition(condition);
        il.Emit(OpCodes.Switch, [.. targets[..^1].Select(target => labels[target])]);
        il.Emit(OpCodes.Br, labels[targets[^1]]);
        foreach (var target in moves)
        {
            il.MarkLabel(labels[target]);
            BranchFromSlots(target);
        }
    }

    /// <summary>Pops a condition and moves everything below it to slots. Returns the local that holds it, or null when it is on the IL stack.</summary>
    LocalBuilder? TakeCondition()
    {
        stack.Take(1);
        if (!stack.HasOperandsOnIlStack) return null;
        var condition = stack.Scratch(typeof(int));
        il.Emit(OpCodes.Stloc, condition);
        stack.Flush();
        return condition;
    }

    void LoadCondition(LocalBuilder? condition)
    {
        if (condition is not null) il.Emit(OpCodes.Ldloc, condition);
    }
}
