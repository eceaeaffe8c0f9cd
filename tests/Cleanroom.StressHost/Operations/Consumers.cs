using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>The consumers of each type: what the just-in-time compiler joins with the instruction before it, or decides by the flags that it left.</summary>
static class Consumers
{
    const long One32 = 0x3F800000, MinusZero32 = 1L << 31, MinusOne32 = 0xBF800000, One64 = 0x3FF0000000000000, MinusZero64 = long.MinValue, MinusOne64 = unchecked((long)0xBFF0000000000000);

    public static readonly Consumer[] OfInt32 =
    [
        new(Use.Value), new(Use.If), new(Use.BranchIf), new(Use.Select), new(Use.BranchTable), new(Use.IfAndValue),
        new(Use.Value, new Step(Opcode.I32Eqz)), new(Use.If, new Step(Opcode.I32Eqz)), new(Use.BranchIf, new Step(Opcode.I32Ne)), new(Use.Select, new Step(Opcode.I32Eq)),
        new(Use.If, new Step(Opcode.I32LtS)), new(Use.BranchIf, new Step(Opcode.I32GtS)), new(Use.Select, new Step(Opcode.I32GeS)), new(Use.If, new Step(Opcode.I32LeS)),
        new(Use.If, new Step(Opcode.I32GtU)), new(Use.If, new Step(Opcode.I32LtU, 1)), new(Use.If, new Step(Opcode.I32Eq, 1)), new(Use.If, new Step(Opcode.I32And, 1)),
        new(Use.If, new Step(Opcode.I32Sub, 1)), new(Use.If, new Step(Opcode.I32Add, -1), new Step(Opcode.I32LtS)), new(Use.If, new Step(Opcode.I32Ctz)),
        new(Use.Value, new Step(Opcode.I64ExtendI32U)), new(Use.Value, new Step(Opcode.F32ReinterpretI32)), new(Use.Value, new Step(Opcode.F32ConvertI32U)),
    ];

    public static readonly Consumer[] OfInt64 =
    [
        new(Use.Value), new(Use.If, new Step(Opcode.I64Ne)), new(Use.BranchIf, new Step(Opcode.I64Eqz)), new(Use.Select, new Step(Opcode.I64Eq)), new(Use.Value, new Step(Opcode.I64Eqz)),
        new(Use.If, new Step(Opcode.I64LtS)), new(Use.BranchIf, new Step(Opcode.I64GtS)), new(Use.Select, new Step(Opcode.I64GeS)), new(Use.If, new Step(Opcode.I64LeS)),
        new(Use.If, new Step(Opcode.I64GtU)), new(Use.If, new Step(Opcode.I64LtU, 1)), new(Use.If, new Step(Opcode.I64And, 1), new Step(Opcode.I64Eqz)),
        new(Use.If, new Step(Opcode.I64Sub, 1), new Step(Opcode.I64Eqz)), new(Use.If, new Step(Opcode.I64Ctz), new Step(Opcode.I64Eqz)),
        new(Use.If, new Step(Opcode.I32WrapI64)), new(Use.BranchTable, new Step(Opcode.I32WrapI64)),
        new(Use.Value, new Step(Opcode.F64ReinterpretI64)), new(Use.Value, new Step(Opcode.F32ConvertI64U)), new(Use.Value, new Step(Opcode.F64ConvertI64U)),
    ];

    public static readonly Consumer[] OfSingle =
    [
        new(Use.Value), new(Use.Value, new Step(Opcode.F32Neg)), new(Use.Value, new Step(Opcode.F32Abs)), new(Use.Value, new Step(Opcode.F32Sqrt)), new(Use.Value, new Step(Opcode.F32Nearest)),
        new(Use.If, new Step(Opcode.F32Lt)), new(Use.BranchIf, new Step(Opcode.F32Gt)), new(Use.Select, new Step(Opcode.F32Le)), new(Use.If, new Step(Opcode.F32Ge)),
        new(Use.If, new Step(Opcode.F32Eq, MinusZero32)), new(Use.Value, new Step(Opcode.F32Ne, One32)),
        new(Use.Value, new Step(Opcode.F32Min)), new(Use.Value, new Step(Opcode.F32Max, MinusZero32)), new(Use.Value, new Step(Opcode.F32Copysign, MinusOne32)),
        new(Use.Value, new Step(Opcode.F32Mul, One32)), new(Use.Value, new Step(Opcode.F32Div, MinusOne32)), new(Use.Value, new Step(Opcode.F32Sub)), new(Use.Value, new Step(Opcode.F32Add, MinusZero32)),
        new(Use.Value, new Step(Opcode.F64PromoteF32)), new(Use.Value, new Step(Opcode.F64PromoteF32), new Step(Opcode.F32DemoteF64)),
        new(Use.Value, new Step(Opcode.I32ReinterpretF32)), new(Use.If, new Step(Opcode.I32TruncSatF32S)), new(Use.Value, new Step(Opcode.I64TruncSatF32U)), new(Use.Value, new Step(Opcode.I32TruncF32U)),
    ];

    public static readonly Consumer[] OfDouble =
    [
        new(Use.Value), new(Use.Value, new Step(Opcode.F64Neg)), new(Use.Value, new Step(Opcode.F64Abs)), new(Use.Value, new Step(Opcode.F64Sqrt)), new(Use.Value, new Step(Opcode.F64Nearest)),
        new(Use.If, new Step(Opcode.F64Lt)), new(Use.BranchIf, new Step(Opcode.F64Gt)), new(Use.Select, new Step(Opcode.F64Le)), new(Use.If, new Step(Opcode.F64Ge)),
        new(Use.If, new Step(Opcode.F64Eq, MinusZero64)), new(Use.Value, new Step(Opcode.F64Ne, One64)),
        new(Use.Value, new Step(Opcode.F64Min)), new(Use.Value, new Step(Opcode.F64Max, MinusZero64)), new(Use.Value, new Step(Opcode.F64Copysign, MinusOne64)),
        new(Use.Value, new Step(Opcode.F64Mul, One64)), new(Use.Value, new Step(Opcode.F64Div, MinusOne64)), new(Use.Value, new Step(Opcode.F64Sub)), new(Use.Value, new Step(Opcode.F64Add, MinusZero64)),
        new(Use.Value, new Step(Opcode.F32DemoteF64)), new(Use.Value, new Step(Opcode.F32DemoteF64), new Step(Opcode.F64PromoteF32)),
        new(Use.Value, new Step(Opcode.I64ReinterpretF64)), new(Use.If, new Step(Opcode.I32TruncSatF64U)), new(Use.Value, new Step(Opcode.I64TruncSatF64U)), new(Use.Value, new Step(Opcode.I64TruncF64U)),
    ];
}
