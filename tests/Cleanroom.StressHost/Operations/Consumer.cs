using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>How a result is used at last.</summary>
enum Use
{
    /// <summary>It is returned.</summary>
    Value,

    /// <summary>It decides an <c>if</c>.</summary>
    If,

    /// <summary>It decides a <c>br_if</c>.</summary>
    BranchIf,

    /// <summary>It decides a <c>select</c>.</summary>
    Select,

    /// <summary>It is the index of a <c>br_table</c>.</summary>
    BranchTable,

    /// <summary>It decides an <c>if</c> and is returned where it is true.</summary>
    IfAndValue,
}

/// <summary>One more instruction on a result, with a constant as second operand where it takes two.</summary>
readonly record struct Step(Opcode Opcode, long Constant = 0);

/// <summary>What is done with the result of an instruction: more instructions, then a use.</summary>
sealed record Consumer(Use Use, params Step[] Steps)
{
    const int True = 11, False = 22, Zero = 31, One = 32, More = 33;

    /// <summary>The consumers of a type.</summary>
    public static IReadOnlyList<Consumer> Of(ValueType type) => type switch
    {
        ValueType.I32 => Consumers.OfInt32,
        ValueType.I64 => Consumers.OfInt64,
        ValueType.F32 => Consumers.OfSingle,
        _ => Consumers.OfDouble,
    };

    /// <summary>The type that comes out for a result of a type.</summary>
    public ValueType TypeOf(ValueType result) => Use switch
    {
        Use.Value when Steps.Length > 0 => Steps[^1].Opcode.Row().Results![0],
        Use.Value => result,
        _ => ValueType.I32,
    };

    /// <summary>Writes the code that computes a result and uses it.</summary>
    /// <param name="code">Where the code goes.</param>
    /// <param name="result">Writes the code of the result.</param>
    /// <param name="scratch">A local for an i32.</param>
    public void Emit(Code code, Action result, int scratch)
    {
        void Compute()
        {
            result();
            foreach (var step in Steps)
            {
                var operands = step.Opcode.Row().Operands;
                if (operands.Length > 1) code.Constant(operands[1], step.Constant);
                code.Emit(step.Opcode);
            }
        }

        switch (Use)
        {
            case Use.Value:
                Compute();
                break;
            case Use.If:
                Compute();
                code.Block(Opcode.If, ValueType.I32).Constant(ValueType.I32, True).Emit(Opcode.Else).Constant(ValueType.I32, False).Emit(Opcode.End);
                break;
            case Use.BranchIf:
                code.Block(Opcode.Block, ValueType.I32).Constant(ValueType.I32, True);
                Compute();
                code.Emit(Opcode.BrIf, 0).Emit(Opcode.Drop).Constant(ValueType.I32, False).Emit(Opcode.End);
                break;
            case Use.Select:
                code.Constant(ValueType.I32, True).Constant(ValueType.I32, False);
                Compute();
                code.Emit(Opcode.Select);
                break;
            case Use.BranchTable:
                code.Block(Opcode.Block).Block(Opcode.Block).Block(Opcode.Block);
                Compute();
                code.BranchTable(2).Emit(Opcode.End).Constant(ValueType.I32, Zero).Emit(Opcode.Return);
                code.Emit(Opcode.End).Constant(ValueType.I32, One).Emit(Opcode.Return).Emit(Opcode.End).Constant(ValueType.I32, More);
                break;
            case Use.IfAndValue:
                Compute();
                code.Emit(Opcode.LocalTee, scratch).Block(Opcode.If, ValueType.I32).Emit(Opcode.LocalGet, scratch).Emit(Opcode.Else);
                code.Constant(ValueType.I32, False).Emit(Opcode.End);
                break;
        }
    }

    /// <summary>What has to come out for a result.</summary>
    public Expected Evaluate(Expected result)
    {
        foreach (var step in Steps)
        {
            var operands = step.Opcode.Row().Operands;
            result = Reference.Compute(step.Opcode, operands.Length > 1 ? [result, new Expected(operands[1], step.Constant)] : [result]);
        }
        if (Use == Use.Value || result.Trap is not null || result.IsOpen) return result;
        var number = (uint)result.Bits;
        return result with
        {
            Bits = Use switch
            {
                Use.BranchTable => number switch { 0 => Zero, 1 => One, _ => More },
                Use.IfAndValue when number != 0 => (int)number,
                _ => number != 0 ? True : False,
            },
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Steps.Select(step => step.Opcode.Row() is { Operands.Length: > 1 } row ? $"{row.Name} 0x{step.Constant:x}" : step.Opcode.Row().Name).Append(Use.ToString()));
}
