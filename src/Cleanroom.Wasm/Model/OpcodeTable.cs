namespace Cleanroom.Wasm.Model;

/// <summary>One row per instruction. Signatures: i = i32, I = i64, f = f32, d = f64, operands before the colon.</summary>
static class OpcodeTable
{
    const int PrefixedStart = 0x100;
    static readonly Dictionary<string, ValueType[]> TypeLists = new();
    static readonly OpcodeRow?[] Rows = Build();

    /// <summary>The row of an opcode, or null when there is no such instruction.</summary>
    public static OpcodeRow? Find(int opcode)
    {
        var index = opcode < PrefixedStart ? opcode : opcode - 0xFC00 + PrefixedStart;
        return (uint)index < (uint)Rows.Length ? Rows[index] : null;
    }

    /// <summary>The row of a known opcode.</summary>
    public static OpcodeRow Row(this Opcode opcode) => Find((int)opcode)!;

    static OpcodeRow?[] Build()
    {
        var rows = new OpcodeRow?[PrefixedStart + 18];
        void Define(Opcode opcode, OpcodeGroup group, string name, Immediate immediate = Immediate.None, string? signature = null, int width = 0, OpcodeTraps traps = OpcodeTraps.None)
        {
            var colon = signature?.IndexOf(':', StringComparison.Ordinal) ?? 0;
            var row = new OpcodeRow(name, group, traps, immediate, TypesOf(signature?[..colon] ?? ""), signature is null ? null : TypesOf(signature[(colon + 1)..]), width);
            rows[(int)opcode < PrefixedStart ? (int)opcode : (int)opcode - 0xFC00 + PrefixedStart] = row;
        }

        Define(Opcode.Unreachable, OpcodeGroup.Control, "unreachable", traps: OpcodeTraps.Unreachable);
        Define(Opcode.Nop, OpcodeGroup.Control, "nop", signature: ":");
        Define(Opcode.Block, OpcodeGroup.Control, "block", Immediate.BlockType);
        Define(Opcode.Loop, OpcodeGroup.Control, "loop", Immediate.BlockType);
        Define(Opcode.If, OpcodeGroup.Control, "if", Immediate.BlockType);
        Define(Opcode.Else, OpcodeGroup.Control, "else");
        Define(Opcode.End, OpcodeGroup.Control, "end");
        Define(Opcode.Br, OpcodeGroup.Control, "br", Immediate.Label);
        Define(Opcode.BrIf, OpcodeGroup.Control, "br_if", Immediate.Label);
        Define(Opcode.BrTable, OpcodeGroup.Control, "br_table", Immediate.LabelTable);
        Define(Opcode.Return, OpcodeGroup.Control, "return");
        Define(Opcode.Call, OpcodeGroup.Call, "call", Immediate.Function);
        Define(Opcode.CallIndirect, OpcodeGroup.Call, "call_indirect", Immediate.TypeAndTable, traps: OpcodeTraps.IndirectCall);
        Define(Opcode.Drop, OpcodeGroup.Parametric, "drop");
        Define(Opcode.Select, OpcodeGroup.Parametric, "select");
        Define(Opcode.SelectTyped, OpcodeGroup.Parametric, "select", Immediate.ValueTypes);
        Define(Opcode.LocalGet, OpcodeGroup.Variable, "local.get", Immediate.Local);
        Define(Opcode.LocalSet, OpcodeGroup.Variable, "local.set", Immediate.Local);
        Define(Opcode.LocalTee, OpcodeGroup.Variable, "local.tee", Immediate.Local);
        Define(Opcode.GlobalGet, OpcodeGroup.Variable, "global.get", Immediate.Global);
        Define(Opcode.GlobalSet, OpcodeGroup.Variable, "global.set", Immediate.Global);
        Define(Opcode.TableGet, OpcodeGroup.Table, "table.get", Immediate.Table, traps: OpcodeTraps.Table);
        Define(Opcode.TableSet, OpcodeGroup.Table, "table.set", Immediate.Table, traps: OpcodeTraps.Table);
        Define(Opcode.I32Load, OpcodeGroup.Memory, "i32.load", Immediate.MemoryAccess, "i:i", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load, OpcodeGroup.Memory, "i64.load", Immediate.MemoryAccess, "i:I", 8, traps: OpcodeTraps.Memory);
        Define(Opcode.F32Load, OpcodeGroup.Memory, "f32.load", Immediate.MemoryAccess, "i:f", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.F64Load, OpcodeGroup.Memory, "f64.load", Immediate.MemoryAccess, "i:d", 8, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Load8S, OpcodeGroup.Memory, "i32.load8_s", Immediate.MemoryAccess, "i:i", 1, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Load8U, OpcodeGroup.Memory, "i32.load8_u", Immediate.MemoryAccess, "i:i", 1, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Load16S, OpcodeGroup.Memory, "i32.load16_s", Immediate.MemoryAccess, "i:i", 2, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Load16U, OpcodeGroup.Memory, "i32.load16_u", Immediate.MemoryAccess, "i:i", 2, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load8S, OpcodeGroup.Memory, "i64.load8_s", Immediate.MemoryAccess, "i:I", 1, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load8U, OpcodeGroup.Memory, "i64.load8_u", Immediate.MemoryAccess, "i:I", 1, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load16S, OpcodeGroup.Memory, "i64.load16_s", Immediate.MemoryAccess, "i:I", 2, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load16U, OpcodeGroup.Memory, "i64.load16_u", Immediate.MemoryAccess, "i:I", 2, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load32S, OpcodeGroup.Memory, "i64.load32_s", Immediate.MemoryAccess, "i:I", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Load32U, OpcodeGroup.Memory, "i64.load32_u", Immediate.MemoryAccess, "i:I", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Store, OpcodeGroup.Memory, "i32.store", Immediate.MemoryAccess, "ii:", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Store, OpcodeGroup.Memory, "i64.store", Immediate.MemoryAccess, "iI:", 8, traps: OpcodeTraps.Memory);
        Define(Opcode.F32Store, OpcodeGroup.Memory, "f32.store", Immediate.MemoryAccess, "if:", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.F64Store, OpcodeGroup.Memory, "f64.store", Immediate.MemoryAccess, "id:", 8, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Store8, OpcodeGroup.Memory, "i32.store8", Immediate.MemoryAccess, "ii:", 1, traps: OpcodeTraps.Memory);
        Define(Opcode.I32Store16, OpcodeGroup.Memory, "i32.store16", Immediate.MemoryAccess, "ii:", 2, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Store8, OpcodeGroup.Memory, "i64.store8", Immediate.MemoryAccess, "iI:", 1, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Store16, OpcodeGroup.Memory, "i64.store16", Immediate.MemoryAccess, "iI:", 2, traps: OpcodeTraps.Memory);
        Define(Opcode.I64Store32, OpcodeGroup.Memory, "i64.store32", Immediate.MemoryAccess, "iI:", 4, traps: OpcodeTraps.Memory);
        Define(Opcode.MemorySize, OpcodeGroup.Memory, "memory.size", Immediate.Memory, ":i");
        Define(Opcode.MemoryGrow, OpcodeGroup.Memory, "memory.grow", Immediate.Memory, "i:i");
        Define(Opcode.I32Const, OpcodeGroup.Number, "i32.const", Immediate.I32, ":i");
        Define(Opcode.I64Const, OpcodeGroup.Number, "i64.const", Immediate.I64, ":I");
        Define(Opcode.F32Const, OpcodeGroup.Number, "f32.const", Immediate.F32, ":f");
        Define(Opcode.F64Const, OpcodeGroup.Number, "f64.const", Immediate.F64, ":d");
        Define(Opcode.I32Eqz, OpcodeGroup.Comparison, "i32.eqz", signature: "i:i");
        Define(Opcode.I32Eq, OpcodeGroup.Comparison, "i32.eq", signature: "ii:i");
        Define(Opcode.I32Ne, OpcodeGroup.Comparison, "i32.ne", signature: "ii:i");
        Define(Opcode.I32LtS, OpcodeGroup.Comparison, "i32.lt_s", signature: "ii:i");
        Define(Opcode.I32LtU, OpcodeGroup.Comparison, "i32.lt_u", signature: "ii:i");
        Define(Opcode.I32GtS, OpcodeGroup.Comparison, "i32.gt_s", signature: "ii:i");
        Define(Opcode.I32GtU, OpcodeGroup.Comparison, "i32.gt_u", signature: "ii:i");
        Define(Opcode.I32LeS, OpcodeGroup.Comparison, "i32.le_s", signature: "ii:i");
        Define(Opcode.I32LeU, OpcodeGroup.Comparison, "i32.le_u", signature: "ii:i");
        Define(Opcode.I32GeS, OpcodeGroup.Comparison, "i32.ge_s", signature: "ii:i");
        Define(Opcode.I32GeU, OpcodeGroup.Comparison, "i32.ge_u", signature: "ii:i");
        Define(Opcode.I64Eqz, OpcodeGroup.Comparison, "i64.eqz", signature: "I:i");
        Define(Opcode.I64Eq, OpcodeGroup.Comparison, "i64.eq", signature: "II:i");
        Define(Opcode.I64Ne, OpcodeGroup.Comparison, "i64.ne", signature: "II:i");
        Define(Opcode.I64LtS, OpcodeGroup.Comparison, "i64.lt_s", signature: "II:i");
        Define(Opcode.I64LtU, OpcodeGroup.Comparison, "i64.lt_u", signature: "II:i");
        Define(Opcode.I64GtS, OpcodeGroup.Comparison, "i64.gt_s", signature: "II:i");
        Define(Opcode.I64GtU, OpcodeGroup.Comparison, "i64.gt_u", signature: "II:i");
        Define(Opcode.I64LeS, OpcodeGroup.Comparison, "i64.le_s", signature: "II:i");
        Define(Opcode.I64LeU, OpcodeGroup.Comparison, "i64.le_u", signature: "II:i");
        Define(Opcode.I64GeS, OpcodeGroup.Comparison, "i64.ge_s", signature: "II:i");
        Define(Opcode.I64GeU, OpcodeGroup.Comparison, "i64.ge_u", signature: "II:i");
        Define(Opcode.F32Eq, OpcodeGroup.Comparison, "f32.eq", signature: "ff:i");
        Define(Opcode.F32Ne, OpcodeGroup.Comparison, "f32.ne", signature: "ff:i");
        Define(Opcode.F32Lt, OpcodeGroup.Comparison, "f32.lt", signature: "ff:i");
        Define(Opcode.F32Gt, OpcodeGroup.Comparison, "f32.gt", signature: "ff:i");
        Define(Opcode.F32Le, OpcodeGroup.Comparison, "f32.le", signature: "ff:i");
        Define(Opcode.F32Ge, OpcodeGroup.Comparison, "f32.ge", signature: "ff:i");
        Define(Opcode.F64Eq, OpcodeGroup.Comparison, "f64.eq", signature: "dd:i");
        Define(Opcode.F64Ne, OpcodeGroup.Comparison, "f64.ne", signature: "dd:i");
        Define(Opcode.F64Lt, OpcodeGroup.Comparison, "f64.lt", signature: "dd:i");
        Define(Opcode.F64Gt, OpcodeGroup.Comparison, "f64.gt", signature: "dd:i");
        Define(Opcode.F64Le, OpcodeGroup.Comparison, "f64.le", signature: "dd:i");
        Define(Opcode.F64Ge, OpcodeGroup.Comparison, "f64.ge", signature: "dd:i");
        Define(Opcode.I32Clz, OpcodeGroup.Number, "i32.clz", signature: "i:i");
        Define(Opcode.I32Ctz, OpcodeGroup.Number, "i32.ctz", signature: "i:i");
        Define(Opcode.I32Popcnt, OpcodeGroup.Number, "i32.popcnt", signature: "i:i");
        Define(Opcode.I32Add, OpcodeGroup.Number, "i32.add", signature: "ii:i");
        Define(Opcode.I32Sub, OpcodeGroup.Number, "i32.sub", signature: "ii:i");
        Define(Opcode.I32Mul, OpcodeGroup.Number, "i32.mul", signature: "ii:i");
        Define(Opcode.I32DivS, OpcodeGroup.Number, "i32.div_s", signature: "ii:i", traps: OpcodeTraps.Division | OpcodeTraps.Overflow);
        Define(Opcode.I32DivU, OpcodeGroup.Number, "i32.div_u", signature: "ii:i", traps: OpcodeTraps.Division);
        Define(Opcode.I32RemS, OpcodeGroup.Number, "i32.rem_s", signature: "ii:i", traps: OpcodeTraps.Division);
        Define(Opcode.I32RemU, OpcodeGroup.Number, "i32.rem_u", signature: "ii:i", traps: OpcodeTraps.Division);
        Define(Opcode.I32And, OpcodeGroup.Number, "i32.and", signature: "ii:i");
        Define(Opcode.I32Or, OpcodeGroup.Number, "i32.or", signature: "ii:i");
        Define(Opcode.I32Xor, OpcodeGroup.Number, "i32.xor", signature: "ii:i");
        Define(Opcode.I32Shl, OpcodeGroup.Number, "i32.shl", signature: "ii:i");
        Define(Opcode.I32ShrS, OpcodeGroup.Number, "i32.shr_s", signature: "ii:i");
        Define(Opcode.I32ShrU, OpcodeGroup.Number, "i32.shr_u", signature: "ii:i");
        Define(Opcode.I32Rotl, OpcodeGroup.Number, "i32.rotl", signature: "ii:i");
        Define(Opcode.I32Rotr, OpcodeGroup.Number, "i32.rotr", signature: "ii:i");
        Define(Opcode.I64Clz, OpcodeGroup.Number, "i64.clz", signature: "I:I");
        Define(Opcode.I64Ctz, OpcodeGroup.Number, "i64.ctz", signature: "I:I");
        Define(Opcode.I64Popcnt, OpcodeGroup.Number, "i64.popcnt", signature: "I:I");
        Define(Opcode.I64Add, OpcodeGroup.Number, "i64.add", signature: "II:I");
        Define(Opcode.I64Sub, OpcodeGroup.Number, "i64.sub", signature: "II:I");
        Define(Opcode.I64Mul, OpcodeGroup.Number, "i64.mul", signature: "II:I");
        Define(Opcode.I64DivS, OpcodeGroup.Number, "i64.div_s", signature: "II:I", traps: OpcodeTraps.Division | OpcodeTraps.Overflow);
        Define(Opcode.I64DivU, OpcodeGroup.Number, "i64.div_u", signature: "II:I", traps: OpcodeTraps.Division);
        Define(Opcode.I64RemS, OpcodeGroup.Number, "i64.rem_s", signature: "II:I", traps: OpcodeTraps.Division);
        Define(Opcode.I64RemU, OpcodeGroup.Number, "i64.rem_u", signature: "II:I", traps: OpcodeTraps.Division);
        Define(Opcode.I64And, OpcodeGroup.Number, "i64.and", signature: "II:I");
        Define(Opcode.I64Or, OpcodeGroup.Number, "i64.or", signature: "II:I");
        Define(Opcode.I64Xor, OpcodeGroup.Number, "i64.xor", signature: "II:I");
        Define(Opcode.I64Shl, OpcodeGroup.Number, "i64.shl", signature: "II:I");
        Define(Opcode.I64ShrS, OpcodeGroup.Number, "i64.shr_s", signature: "II:I");
        Define(Opcode.I64ShrU, OpcodeGroup.Number, "i64.shr_u", signature: "II:I");
        Define(Opcode.I64Rotl, OpcodeGroup.Number, "i64.rotl", signature: "II:I");
        Define(Opcode.I64Rotr, OpcodeGroup.Number, "i64.rotr", signature: "II:I");
        Define(Opcode.F32Abs, OpcodeGroup.Number, "f32.abs", signature: "f:f");
        Define(Opcode.F32Neg, OpcodeGroup.Number, "f32.neg", signature: "f:f");
        Define(Opcode.F32Ceil, OpcodeGroup.Number, "f32.ceil", signature: "f:f");
        Define(Opcode.F32Floor, OpcodeGroup.Number, "f32.floor", signature: "f:f");
        Define(Opcode.F32Trunc, OpcodeGroup.Number, "f32.trunc", signature: "f:f");
        Define(Opcode.F32Nearest, OpcodeGroup.Number, "f32.nearest", signature: "f:f");
        Define(Opcode.F32Sqrt, OpcodeGroup.Number, "f32.sqrt", signature: "f:f");
        Define(Opcode.F32Add, OpcodeGroup.Number, "f32.add", signature: "ff:f");
        Define(Opcode.F32Sub, OpcodeGroup.Number, "f32.sub", signature: "ff:f");
        Define(Opcode.F32Mul, OpcodeGroup.Number, "f32.mul", signature: "ff:f");
        Define(Opcode.F32Div, OpcodeGroup.Number, "f32.div", signature: "ff:f");
        Define(Opcode.F32Min, OpcodeGroup.Number, "f32.min", signature: "ff:f");
        Define(Opcode.F32Max, OpcodeGroup.Number, "f32.max", signature: "ff:f");
        Define(Opcode.F32Copysign, OpcodeGroup.Number, "f32.copysign", signature: "ff:f");
        Define(Opcode.F64Abs, OpcodeGroup.Number, "f64.abs", signature: "d:d");
        Define(Opcode.F64Neg, OpcodeGroup.Number, "f64.neg", signature: "d:d");
        Define(Opcode.F64Ceil, OpcodeGroup.Number, "f64.ceil", signature: "d:d");
        Define(Opcode.F64Floor, OpcodeGroup.Number, "f64.floor", signature: "d:d");
        Define(Opcode.F64Trunc, OpcodeGroup.Number, "f64.trunc", signature: "d:d");
        Define(Opcode.F64Nearest, OpcodeGroup.Number, "f64.nearest", signature: "d:d");
        Define(Opcode.F64Sqrt, OpcodeGroup.Number, "f64.sqrt", signature: "d:d");
        Define(Opcode.F64Add, OpcodeGroup.Number, "f64.add", signature: "dd:d");
        Define(Opcode.F64Sub, OpcodeGroup.Number, "f64.sub", signature: "dd:d");
        Define(Opcode.F64Mul, OpcodeGroup.Number, "f64.mul", signature: "dd:d");
        Define(Opcode.F64Div, OpcodeGroup.Number, "f64.div", signature: "dd:d");
        Define(Opcode.F64Min, OpcodeGroup.Number, "f64.min", signature: "dd:d");
        Define(Opcode.F64Max, OpcodeGroup.Number, "f64.max", signature: "dd:d");
        Define(Opcode.F64Copysign, OpcodeGroup.Number, "f64.copysign", signature: "dd:d");
        Define(Opcode.I32WrapI64, OpcodeGroup.Number, "i32.wrap_i64", signature: "I:i");
        Define(Opcode.I32TruncF32S, OpcodeGroup.Number, "i32.trunc_f32_s", signature: "f:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I32TruncF32U, OpcodeGroup.Number, "i32.trunc_f32_u", signature: "f:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I32TruncF64S, OpcodeGroup.Number, "i32.trunc_f64_s", signature: "d:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I32TruncF64U, OpcodeGroup.Number, "i32.trunc_f64_u", signature: "d:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I64ExtendI32S, OpcodeGroup.Number, "i64.extend_i32_s", signature: "i:I");
        Define(Opcode.I64ExtendI32U, OpcodeGroup.Number, "i64.extend_i32_u", signature: "i:I");
        Define(Opcode.I64TruncF32S, OpcodeGroup.Number, "i64.trunc_f32_s", signature: "f:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I64TruncF32U, OpcodeGroup.Number, "i64.trunc_f32_u", signature: "f:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I64TruncF64S, OpcodeGroup.Number, "i64.trunc_f64_s", signature: "d:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.I64TruncF64U, OpcodeGroup.Number, "i64.trunc_f64_u", signature: "d:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(Opcode.F32ConvertI32S, OpcodeGroup.Number, "f32.convert_i32_s", signature: "i:f");
        Define(Opcode.F32ConvertI32U, OpcodeGroup.Number, "f32.convert_i32_u", signature: "i:f");
        Define(Opcode.F32ConvertI64S, OpcodeGroup.Number, "f32.convert_i64_s", signature: "I:f");
        Define(Opcode.F32ConvertI64U, OpcodeGroup.Number, "f32.convert_i64_u", signature: "I:f");
        Define(Opcode.F32DemoteF64, OpcodeGroup.Number, "f32.demote_f64", signature: "d:f");
        Define(Opcode.F64ConvertI32S, OpcodeGroup.Number, "f64.convert_i32_s", signature: "i:d");
        Define(Opcode.F64ConvertI32U, OpcodeGroup.Number, "f64.convert_i32_u", signature: "i:d");
        Define(Opcode.F64ConvertI64S, OpcodeGroup.Number, "f64.convert_i64_s", signature: "I:d");
        Define(Opcode.F64ConvertI64U, OpcodeGroup.Number, "f64.convert_i64_u", signature: "I:d");
        Define(Opcode.F64PromoteF32, OpcodeGroup.Number, "f64.promote_f32", signature: "f:d");
        Define(Opcode.I32ReinterpretF32, OpcodeGroup.Number, "i32.reinterpret_f32", signature: "f:i");
        Define(Opcode.I64ReinterpretF64, OpcodeGroup.Number, "i64.reinterpret_f64", signature: "d:I");
        Define(Opcode.F32ReinterpretI32, OpcodeGroup.Number, "f32.reinterpret_i32", signature: "i:f");
        Define(Opcode.F64ReinterpretI64, OpcodeGroup.Number, "f64.reinterpret_i64", signature: "I:d");
        Define(Opcode.I32Extend8S, OpcodeGroup.Number, "i32.extend8_s", signature: "i:i");
        Define(Opcode.I32Extend16S, OpcodeGroup.Number, "i32.extend16_s", signature: "i:i");
        Define(Opcode.I64Extend8S, OpcodeGroup.Number, "i64.extend8_s", signature: "I:I");
        Define(Opcode.I64Extend16S, OpcodeGroup.Number, "i64.extend16_s", signature: "I:I");
        Define(Opcode.I64Extend32S, OpcodeGroup.Number, "i64.extend32_s", signature: "I:I");
        Define(Opcode.RefNull, OpcodeGroup.Reference, "ref.null", Immediate.ReferenceType);
        Define(Opcode.RefIsNull, OpcodeGroup.Reference, "ref.is_null");
        Define(Opcode.RefFunc, OpcodeGroup.Reference, "ref.func", Immediate.Function);
        Define(Opcode.I32TruncSatF32S, OpcodeGroup.Number, "i32.trunc_sat_f32_s", signature: "f:i");
        Define(Opcode.I32TruncSatF32U, OpcodeGroup.Number, "i32.trunc_sat_f32_u", signature: "f:i");
        Define(Opcode.I32TruncSatF64S, OpcodeGroup.Number, "i32.trunc_sat_f64_s", signature: "d:i");
        Define(Opcode.I32TruncSatF64U, OpcodeGroup.Number, "i32.trunc_sat_f64_u", signature: "d:i");
        Define(Opcode.I64TruncSatF32S, OpcodeGroup.Number, "i64.trunc_sat_f32_s", signature: "f:I");
        Define(Opcode.I64TruncSatF32U, OpcodeGroup.Number, "i64.trunc_sat_f32_u", signature: "f:I");
        Define(Opcode.I64TruncSatF64S, OpcodeGroup.Number, "i64.trunc_sat_f64_s", signature: "d:I");
        Define(Opcode.I64TruncSatF64U, OpcodeGroup.Number, "i64.trunc_sat_f64_u", signature: "d:I");
        Define(Opcode.MemoryInit, OpcodeGroup.Memory, "memory.init", Immediate.DataAndMemory, "iii:", traps: OpcodeTraps.Memory);
        Define(Opcode.DataDrop, OpcodeGroup.Memory, "data.drop", Immediate.Data, ":");
        Define(Opcode.MemoryCopy, OpcodeGroup.Memory, "memory.copy", Immediate.TwoMemories, "iii:", traps: OpcodeTraps.Memory);
        Define(Opcode.MemoryFill, OpcodeGroup.Memory, "memory.fill", Immediate.Memory, "iii:", traps: OpcodeTraps.Memory);
        Define(Opcode.TableInit, OpcodeGroup.Table, "table.init", Immediate.ElementAndTable, "iii:", traps: OpcodeTraps.Table);
        Define(Opcode.ElemDrop, OpcodeGroup.Table, "elem.drop", Immediate.Element, ":");
        Define(Opcode.TableCopy, OpcodeGroup.Table, "table.copy", Immediate.TwoTables, "iii:", traps: OpcodeTraps.Table);
        Define(Opcode.TableGrow, OpcodeGroup.Table, "table.grow", Immediate.Table);
        Define(Opcode.TableSize, OpcodeGroup.Table, "table.size", Immediate.Table, ":i");
        Define(Opcode.TableFill, OpcodeGroup.Table, "table.fill", Immediate.Table, traps: OpcodeTraps.Table);
        return rows;
    }

    static ValueType[] TypesOf(string letters)
    {
        if (TypeLists.TryGetValue(letters, out var known)) return known;
        var types = new ValueType[letters.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = letters[i] switch
            {
                'i' => ValueType.I32,
                'I' => ValueType.I64,
                'f' => ValueType.F32,
                _ => ValueType.F64,
            };
        TypeLists[letters] = types;
        return types;
    }
}
