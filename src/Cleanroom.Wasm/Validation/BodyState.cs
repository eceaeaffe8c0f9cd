using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>The state of the validator at an instruction of a body: the types of the operands, the open blocks, the locals.</summary>
sealed class BodyState
{
    /// <summary>Represents any type; produced by unreachable code.</summary>
    public const ValueType Unknown = 0;

    public struct Block
    {
        public Opcode Opcode;
        public ValueType[] Parameters;
        public ValueType[] Results;
        public int Height;
        public bool Unreachable;

        /// <summary>The types that a branch to this block carries.</summary>
        public readonly ValueType[] LabelTypes => Opcode == Opcode.Loop ? Parameters : Results;
    }

    ValueType[] _operands = new ValueType[64];
    int _height;
    readonly GrowingArray<Block> _blocks = new();

    /// <summary>The current instruction, for error messages.</summary>
    public Instruction Instruction;

    /// <summary>The findings about the body.</summary>
    public FunctionFacts Facts { get; private set; } = new();

    /// <summary>Types of the parameters and the other locals.</summary>
    public ValueType[] Locals { get; private set; } = [];

    /// <summary>The types that the function returns.</summary>
    public ValueType[] Results => _blocks[0].Results;

    /// <summary>True until the <c>end</c> of the body.</summary>
    public bool IsOpen => _blocks.Count > 0;

    /// <summary>The innermost open block.</summary>
    public ref readonly Block Innermost => ref _blocks.Last;

    /// <summary>Starts a new body.</summary>
    public void Reset(FunctionType type, FunctionBody body)
    {
        Facts = new FunctionFacts();
        _height = 0;
        _blocks.Cut(0);
        Locals = [.. type.ParameterSpan, .. body.Locals];
        PushBlock(Opcode.Block, [], type.ResultSpan.ToArray());
    }

    public ValueType[] LabelTypes(uint label) => label < (uint)_blocks.Count ? _blocks[_blocks.Count - 1 - (int)label].LabelTypes : throw Error($"unknown label {label}: {_blocks.Count} blocks are open");

    public void PushBlock(Opcode opcode, ValueType[] parameters, ValueType[] results)
    {
        if (_blocks.Count >= ImplementationLimits.Nesting) throw Error($"blocks are nested deeper than {ImplementationLimits.Nesting}");
        _blocks.Add(new Block { Opcode = opcode, Parameters = parameters, Results = results, Height = _height });
        Push(parameters);
    }

    public Block PopBlock()
    {
        ref var block = ref _blocks.Last;
        Pop(block.Results);
        if (_height != block.Height) throw Error($"type mismatch: {_height - block.Height} values are left over at the end of a block");
        return _blocks.RemoveLast();
    }

    /// <summary>Marks the rest of the block as unreachable.</summary>
    public void SetUnreachable()
    {
        ref var block = ref _blocks.Last;
        _height = block.Height;
        block.Unreachable = true;
    }

    public void Push(ValueType type)
    {
        if (_height >= ImplementationLimits.OperandDepth) throw Error($"more than {ImplementationLimits.OperandDepth} operands at once");
        if (_height == _operands.Length) Array.Resize(ref _operands, _height * 2);
        _operands[_height++] = type;
        if (_height > Facts.OperandDepth) Facts.OperandDepth = _height;
    }

    public void Push(ReadOnlySpan<ValueType> types)
    {
        foreach (var type in types) Push(type);
    }

    public ValueType Pop()
    {
        ref var block = ref _blocks.Last;
        if (_height > block.Height) return _operands[--_height];
        return block.Unreachable ? Unknown : throw Error($"type mismatch: {Instruction.Row.Name} finds no value on the stack");
    }

    public ValueType Pop(ValueType expected)
    {
        var found = Pop();
        return found == expected || found == Unknown || expected == Unknown
            ? found
            : throw Error($"type mismatch: {Instruction.Row.Name} expects {expected.Name()}, {found.Name()} found");
    }

    /// <summary>Pops operands, the last one first.</summary>
    public void Pop(ReadOnlySpan<ValueType> types)
    {
        for (var i = types.Length - 1; i >= 0; i--) Pop(types[i]);
    }

    public WasmFormatException Error(string message) => new(message, Instruction.Offset, "code");
}
