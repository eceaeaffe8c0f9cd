using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits constants, comparisons, arithmetic and conversions: one case per instruction.</summary>
sealed class NumberEmitter(ILGenerator il, OperandStack stack)
{
    /// <summary>Emits an instruction; the next opcode decides how a constant is loaded.</summary>
    public void Emit(in Instruction instruction, byte next)
    {
        var row = instruction.Row;
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                il.LoadInt32((int)instruction.Bits);
                stack.PushConstant(ValueType.I32, (int)instruction.Bits);
                return;
            case Opcode.I64Const:
                il.LoadInt64((long)instruction.Bits);
                stack.PushConstant(ValueType.I64, (long)instruction.Bits);
                return;
            case Opcode.F32Const:
                LoadSingle((int)instruction.Bits, (Opcode)next);
                stack.Push(ValueType.F32);
                return;
            case Opcode.F64Const:
                LoadDouble((long)instruction.Bits, (Opcode)next);
                stack.Push(ValueType.F64);
                return;
        }
        var divisor = row.Operands.Length == 2 ? stack.ConstantAt(0) : null;
        var source = instruction.Opcode == Opcode.I32Add ? Sum() : null;
        var maximum = AddressRange.MaximumAfter(instruction.Opcode, stack);
        var isLoaded = row.Operands is [ValueType.I32, ..] && (stack.IsLoadedAt(0) || row.Operands.Length == 2 && stack.IsLoadedAt(1));
        stack.Take(row.Operands.Length);
        Operate(instruction.Opcode, divisor);
        stack.Push(row.Results![0], source);
        stack.Describe(maximum, isLoaded);
    }

    // The value of a local plus a constant.
    LocalValue? Sum() => stack.ConstantAt(0) is { } second ? stack.SourceAt(1) + (uint)second : stack.ConstantAt(1) is { } first ? stack.SourceAt(0) + (uint)first : null;

    void Operate(Opcode opcode, long? constant)
    {
        switch (opcode)
        {
            case Opcode.I32Eqz: il.Emit(OpCodes.Ldc_I4_0); il.Emit(OpCodes.Ceq); break;
            case Opcode.I32Eq: il.Emit(OpCodes.Ceq); break;
            case Opcode.I32Ne: Not(OpCodes.Ceq); break;
            case Opcode.I32LtS: il.Emit(OpCodes.Clt); break;
            case Opcode.I32LtU: il.Emit(OpCodes.Clt_Un); break;
            case Opcode.I32GtS: il.Emit(OpCodes.Cgt); break;
            case Opcode.I32GtU: il.Emit(OpCodes.Cgt_Un); break;
            case Opcode.I32LeS: Not(OpCodes.Cgt); break;
            case Opcode.I32LeU: Not(OpCodes.Cgt_Un); break;
            case Opcode.I32GeS: Not(OpCodes.Clt); break;
            case Opcode.I32GeU: Not(OpCodes.Clt_Un); break;
            case Opcode.I64Eqz: il.Emit(OpCodes.Ldc_I4_0); il.Emit(OpCodes.Conv_I8); il.Emit(OpCodes.Ceq); break;
            case Opcode.I64Eq: il.Emit(OpCodes.Ceq); break;
            case Opcode.I64Ne: Not(OpCodes.Ceq); break;
            case Opcode.I64LtS: il.Emit(OpCodes.Clt); break;
            case Opcode.I64LtU: il.Emit(OpCodes.Clt_Un); break;
            case Opcode.I64GtS: il.Emit(OpCodes.Cgt); break;
            case Opcode.I64GtU: il.Emit(OpCodes.Cgt_Un); break;
            case Opcode.I64LeS: Not(OpCodes.Cgt); break;
            case Opcode.I64LeU: Not(OpCodes.Cgt_Un); break;
            case Opcode.I64GeS: Not(OpCodes.Clt); break;
            case Opcode.I64GeU: Not(OpCodes.Clt_Un); break;
            case Opcode.F32Eq: il.Emit(OpCodes.Ceq); break;
            case Opcode.F32Ne: Not(OpCodes.Ceq); break;
            case Opcode.F32Lt: il.Emit(OpCodes.Clt); break;
            case Opcode.F32Gt: il.Emit(OpCodes.Cgt); break;
            case Opcode.F32Le: Not(OpCodes.Cgt_Un); break;
            case Opcode.F32Ge: Not(OpCodes.Clt_Un); break;
            case Opcode.F64Eq: il.Emit(OpCodes.Ceq); break;
            case Opcode.F64Ne: Not(OpCodes.Ceq); break;
            case Opcode.F64Lt: il.Emit(OpCodes.Clt); break;
            case Opcode.F64Gt: il.Emit(OpCodes.Cgt); break;
            case Opcode.F64Le: Not(OpCodes.Cgt_Un); break;
            case Opcode.F64Ge: Not(OpCodes.Clt_Un); break;
            case Opcode.I32Clz: Runtime(nameof(Arithmetic.I32Clz)); break;
            case Opcode.I32Ctz: Runtime(nameof(Arithmetic.I32Ctz)); break;
            case Opcode.I32Popcnt: Runtime(nameof(Arithmetic.I32Popcnt)); break;
            case Opcode.I32Add: il.Emit(OpCodes.Add); break;
            case Opcode.I32Sub: il.Emit(OpCodes.Sub); break;
            case Opcode.I32Mul: il.Emit(OpCodes.Mul); break;
            case Opcode.I32DivS: Divide(constant, OpCodes.Div, nameof(Arithmetic.I32DivS)); break;
            case Opcode.I32DivU: il.Emit(OpCodes.Div_Un); break;
            case Opcode.I32RemS: Divide(constant, OpCodes.Rem, nameof(Arithmetic.I32RemS)); break;
            case Opcode.I32RemU: il.Emit(OpCodes.Rem_Un); break;
            case Opcode.I32And: il.Emit(OpCodes.And); break;
            case Opcode.I32Or: il.Emit(OpCodes.Or); break;
            case Opcode.I32Xor: il.Emit(OpCodes.Xor); break;
            case Opcode.I32Shl: Shift(OpCodes.Shl, 31); break;
            case Opcode.I32ShrS: Shift(OpCodes.Shr, 31); break;
            case Opcode.I32ShrU: ShiftRight(constant); break;
            case Opcode.I32Rotl: Runtime(nameof(Arithmetic.I32Rotl)); break;
            case Opcode.I32Rotr: Runtime(nameof(Arithmetic.I32Rotr)); break;
            case Opcode.I64Clz: Runtime(nameof(Arithmetic.I64Clz)); break;
            case Opcode.I64Ctz: Runtime(nameof(Arithmetic.I64Ctz)); break;
            case Opcode.I64Popcnt: Runtime(nameof(Arithmetic.I64Popcnt)); break;
            case Opcode.I64Add: il.Emit(OpCodes.Add); break;
            case Opcode.I64Sub: il.Emit(OpCodes.Sub); break;
            case Opcode.I64Mul: il.Emit(OpCodes.Mul); break;
            case Opcode.I64DivS: Divide(constant, OpCodes.Div, nameof(Arithmetic.I64DivS)); break;
            case Opcode.I64DivU: il.Emit(OpCodes.Div_Un); break;
            case Opcode.I64RemS: Divide(constant, OpCodes.Rem, nameof(Arithmetic.I64RemS)); break;
            case Opcode.I64RemU: il.Emit(OpCodes.Rem_Un); break;
            case Opcode.I64And: il.Emit(OpCodes.And); break;
            case Opcode.I64Or: il.Emit(OpCodes.Or); break;
            case Opcode.I64Xor: il.Emit(OpCodes.Xor); break;
            case Opcode.I64Shl: Shift(OpCodes.Shl, 63); break;
            case Opcode.I64ShrS: Shift(OpCodes.Shr, 63); break;
            case Opcode.I64ShrU: Shift(OpCodes.Shr_Un, 63); Separate(); break;
            case Opcode.I64Rotl: Runtime(nameof(Arithmetic.I64Rotl)); break;
            case Opcode.I64Rotr: Runtime(nameof(Arithmetic.I64Rotr)); break;
            case Opcode.F32Abs: Runtime(nameof(Arithmetic.F32Abs)); break;
            case Opcode.F32Neg: il.Emit(OpCodes.Neg); break;
            case Opcode.F32Ceil: Runtime(nameof(Arithmetic.F32Ceil)); break;
            case Opcode.F32Floor: Runtime(nameof(Arithmetic.F32Floor)); break;
            case Opcode.F32Trunc: Runtime(nameof(Arithmetic.F32Trunc)); break;
            case Opcode.F32Nearest: Runtime(nameof(Arithmetic.F32Nearest)); break;
            case Opcode.F32Sqrt: Runtime(nameof(Arithmetic.F32Sqrt)); break;
            case Opcode.F32Add: il.Emit(OpCodes.Add); break;
            case Opcode.F32Sub: il.Emit(OpCodes.Sub); break;
            case Opcode.F32Mul: il.Emit(OpCodes.Mul); break;
            case Opcode.F32Div: il.Emit(OpCodes.Div); break;
            case Opcode.F32Min: il.Emit(OpCodes.Call, RuntimeMembers.MinMax(nameof(MinMax.F32Min))); break;
            case Opcode.F32Max: il.Emit(OpCodes.Call, RuntimeMembers.MinMax(nameof(MinMax.F32Max))); break;
            case Opcode.F32Copysign: Runtime(nameof(Arithmetic.F32Copysign)); break;
            case Opcode.F64Abs: Runtime(nameof(Arithmetic.F64Abs)); break;
            case Opcode.F64Neg: il.Emit(OpCodes.Neg); break;
            case Opcode.F64Ceil: Runtime(nameof(Arithmetic.F64Ceil)); break;
            case Opcode.F64Floor: Runtime(nameof(Arithmetic.F64Floor)); break;
            case Opcode.F64Trunc: Runtime(nameof(Arithmetic.F64Trunc)); break;
            case Opcode.F64Nearest: Runtime(nameof(Arithmetic.F64Nearest)); break;
            case Opcode.F64Sqrt: Runtime(nameof(Arithmetic.F64Sqrt)); break;
            case Opcode.F64Add: il.Emit(OpCodes.Add); break;
            case Opcode.F64Sub: il.Emit(OpCodes.Sub); break;
            case Opcode.F64Mul: il.Emit(OpCodes.Mul); break;
            case Opcode.F64Div: il.Emit(OpCodes.Div); break;
            case Opcode.F64Min: il.Emit(OpCodes.Call, RuntimeMembers.MinMax(nameof(MinMax.F64Min))); break;
            case Opcode.F64Max: il.Emit(OpCodes.Call, RuntimeMembers.MinMax(nameof(MinMax.F64Max))); break;
            case Opcode.F64Copysign: Runtime(nameof(Arithmetic.F64Copysign)); break;
            case Opcode.I32WrapI64: il.Emit(OpCodes.Conv_I4); break;
            case Opcode.I32TruncF32S: Runtime(nameof(Arithmetic.I32TruncF32S)); break;
            case Opcode.I32TruncF32U: Runtime(nameof(Arithmetic.I32TruncF32U)); break;
            case Opcode.I32TruncF64S: Runtime(nameof(Arithmetic.I32TruncF64S)); break;
            case Opcode.I32TruncF64U: Runtime(nameof(Arithmetic.I32TruncF64U)); break;
            case Opcode.I64ExtendI32S: il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I64ExtendI32U: il.Emit(OpCodes.Conv_U8); break;
            case Opcode.I64TruncF32S: Runtime(nameof(Arithmetic.I64TruncF32S)); break;
            case Opcode.I64TruncF32U: Runtime(nameof(Arithmetic.I64TruncF32U)); break;
            case Opcode.I64TruncF64S: Runtime(nameof(Arithmetic.I64TruncF64S)); break;
            case Opcode.I64TruncF64U: Runtime(nameof(Arithmetic.I64TruncF64U)); break;
            case Opcode.F32ConvertI32S: il.Emit(OpCodes.Conv_R4); break;
            case Opcode.F32ConvertI32U: il.Emit(OpCodes.Conv_R_Un); il.Emit(OpCodes.Conv_R4); break;
            case Opcode.F32ConvertI64S: il.Emit(OpCodes.Conv_R4); break;
            case Opcode.F32ConvertI64U: il.Emit(OpCodes.Conv_R_Un); il.Emit(OpCodes.Conv_R4); break;
            case Opcode.F32DemoteF64: Runtime(nameof(Arithmetic.F32DemoteF64)); break;
            case Opcode.F64ConvertI32S: il.Emit(OpCodes.Conv_R8); break;
            case Opcode.F64ConvertI32U: il.Emit(OpCodes.Conv_R_Un); il.Emit(OpCodes.Conv_R8); break;
            case Opcode.F64ConvertI64S: il.Emit(OpCodes.Conv_R8); break;
            case Opcode.F64ConvertI64U: il.Emit(OpCodes.Conv_R_Un); il.Emit(OpCodes.Conv_R8); break;
            case Opcode.F64PromoteF32: il.Emit(OpCodes.Conv_R8); break;
            case Opcode.I32ReinterpretF32: il.Emit(OpCodes.Call, SingleToInt32Bits); break;
            case Opcode.I64ReinterpretF64: il.Emit(OpCodes.Call, DoubleToInt64Bits); break;
            case Opcode.F32ReinterpretI32: Reinterpret(nameof(Opaque.Nothing32), Int32BitsToSingle); break;
            case Opcode.F64ReinterpretI64: Reinterpret(nameof(Opaque.Nothing64), Int64BitsToDouble); break;
            case Opcode.I32Extend8S: il.Emit(OpCodes.Conv_I1); break;
            case Opcode.I32Extend16S: il.Emit(OpCodes.Conv_I2); break;
            case Opcode.I64Extend8S: il.Emit(OpCodes.Conv_I1); il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I64Extend16S: il.Emit(OpCodes.Conv_I2); il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I64Extend32S: il.Emit(OpCodes.Conv_I4); il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I32TruncSatF32S: il.Emit(OpCodes.Conv_I4); break;
            case Opcode.I32TruncSatF32U: il.Emit(OpCodes.Conv_U4); break;
            case Opcode.I32TruncSatF64S: il.Emit(OpCodes.Conv_I4); break;
            case Opcode.I32TruncSatF64U: il.Emit(OpCodes.Conv_U4); break;
            case Opcode.I64TruncSatF32S: il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I64TruncSatF32U: il.Emit(OpCodes.Conv_U8); break;
            case Opcode.I64TruncSatF64S: il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I64TruncSatF64U: il.Emit(OpCodes.Conv_U8); break;
            default: throw new InvalidOperationException($"no arm for {opcode.Row().Name}");
        }
    }

    static readonly System.Reflection.MethodInfo SingleToInt32Bits = typeof(BitConverter).GetMethod(nameof(BitConverter.SingleToInt32Bits))!;
    static readonly System.Reflection.MethodInfo DoubleToInt64Bits = typeof(BitConverter).GetMethod(nameof(BitConverter.DoubleToInt64Bits))!;
    static readonly System.Reflection.MethodInfo Int32BitsToSingle = typeof(BitConverter).GetMethod(nameof(BitConverter.Int32BitsToSingle))!;
    static readonly System.Reflection.MethodInfo Int64BitsToDouble = typeof(BitConverter).GetMethod(nameof(BitConverter.Int64BitsToDouble))!;

    void Runtime(string name) => il.Emit(OpCodes.Call, RuntimeMembers.Arithmetic(name));

    void Not(OpCode compare)
    {
        il.Emit(compare);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ceq);
    }

    void Divide(long? divisor, OpCode divide, string general)
    {
        if (divisor is null or 0 or -1) Runtime(general);
        else il.Emit(divide);
    }

    void Shift(OpCode shift, int mask)
    {
        if (mask == 63) il.Emit(OpCodes.Conv_I4);
        il.LoadInt32(mask);
        il.Emit(OpCodes.And);
        il.Emit(shift);
    }

    // By a constant, in 64 bits: that is no half of a rotation (see Separate), and costs nothing.
    void ShiftRight(long? count)
    {
        if (count is not { } constant)
        {
            Shift(OpCodes.Shr_Un, 31);
            Separate();
            return;
        }
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Conv_U8);
        il.LoadInt32((int)constant & 31);
        il.Emit(OpCodes.Shr_Un);
        il.Emit(OpCodes.Conv_I4);
    }

    // The just-in-time compiler recognizes two combined shifts as a rotation. It compares rotations to zero incorrectly (see Arithmetic.I32Rotl), and an
    // exclusive or of the shifts is not a rotation if the count is zero (dotnet/runtime#133864). A value used twice is not recognized.
    void Separate()
    {
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.And);
    }

    // For a constant, the just-in-time compiler loses the signalling bit, or the instruction that would quiet it. A load of one or two bytes (including one
    // that it narrowed itself) becomes a load of four bytes, which reads other bits and, at the end of a memory, beyond it.
    void Reinterpret(string zeroField, System.Reflection.MethodInfo reinterpret)
    {
        il.Emit(OpCodes.Ldsfld, RuntimeMembers.Opaque(zeroField));
        il.Emit(OpCodes.Xor);
        il.Emit(OpCodes.Call, reinterpret);
    }

    // The just-in-time compiler would lose the signalling bit of a constant, and fold x * 1, x / 1 and x - 0 although they quiet a signalling NaN, even if
    // the constant comes from a local or a call. Other instructions get the plain constant.
    static bool IsNeutral(double value, Opcode next) => next switch
    {
        Opcode.F32Store or Opcode.F64Store or Opcode.GlobalSet => false,
        _ when OpcodeTable.Find((int)next) is { Group: OpcodeGroup.Comparison } => false,
        Opcode.F32Copysign or Opcode.F64Copysign or Opcode.F32Min or Opcode.F64Min or Opcode.F32Max or Opcode.F64Max => false,
        _ => value is 0 or 1 or -1,
    };

    void LoadSingle(int bits, Opcode next)
    {
        var value = BitConverter.Int32BitsToSingle(bits);
        if (float.IsNaN(value))
        {
            il.LoadInt32(bits);
            Runtime(nameof(Arithmetic.SingleFromBits));
        }
        else if (IsNeutral(value, next)) il.Emit(OpCodes.Ldsfld, RuntimeMembers.Opaque("Single" + Identity(value, bits < 0)));
        else il.Emit(OpCodes.Ldc_R4, value);
    }

    void LoadDouble(long bits, Opcode next)
    {
        var value = BitConverter.Int64BitsToDouble(bits);
        if (double.IsNaN(value))
        {
            il.LoadInt64(bits);
            Runtime(nameof(Arithmetic.DoubleFromBits));
        }
        else if (IsNeutral(value, next)) il.Emit(OpCodes.Ldsfld, RuntimeMembers.Opaque("Double" + Identity(value, bits < 0)));
        else il.Emit(OpCodes.Ldc_R8, value);
    }

    static string Identity(double value, bool negative) => (negative ? "Minus" : "") + (value == 0 ? "Zero" : "One");
}
