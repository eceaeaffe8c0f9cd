namespace Cleanroom.Wasm.Model;

/// <summary>What the decoder and the validator know of one instruction.</summary>
/// <param name="Name">Name in the text format.</param>
/// <param name="Immediate">What follows the opcode.</param>
/// <param name="Operands">Types that are popped, when they are always the same.</param>
/// <param name="Results">Types that are pushed, when they are always the same; null for instructions with a rule of their own.</param>
/// <param name="Width">Bytes accessed in memory, 0 for other instructions.</param>
sealed record OpcodeRow(string Name, Immediate Immediate, ValueType[] Operands, ValueType[]? Results, int Width);

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
        void Define(Opcode opcode, string name, Immediate immediate = Immediate.None, string? signature = null, int width = 0)
        {
            var colon = signature?.IndexOf(':', StringComparison.Ordinal) ?? 0;
            var row = new OpcodeRow(name, immediate, TypesOf(signature?[..colon] ?? ""), signature is null ? null : TypesOf(signature[(colon + 1)..]), width);
            rows[(int)opcode < PrefixedStart ? (int)opcode : (int)opcode - 0xFC00 + PrefixedStart] = row;
        }

        Define(Opcode.Unreachable, "unreachable");
        Define(Opcode.Nop, "nop", signature: ":");
        Define(Opcode.Block, "block", Immediate.BlockType);
        Define(Opcode.Loop, "loop", Immediate.BlockType);
        Define(Opcode.If, "if", Immediate.BlockType);
        Define(Opcode.Else, "else");
        Define(Opcode.End, "end");
        Define(Opcode.Br, "br", Immediate.Label);
        Define(Opcode.BrIf, "br_if", Immediate.Label);
        Define(Opcode.BrTable, "br_table", Immediate.LabelTable);
        Define(Opcode.Return, "return");
        Define(Opcode.Call, "call", Immediate.Function);
        Define(Opcode.CallIndirect, "call_indirect", Immediate.TypeAndTable);
        Define(Opcode.Drop, "drop");
        Define(Opcode.Select, "select");
        Define(Opcode.SelectTyped, "select", Immediate.ValueTypes);
        Define(Opcode.LocalGet, "local.get", Immediate.Local);
        Define(Opcode.LocalSet, "local.set", Immediate.Local);
        Define(Opcode.LocalTee, "local.tee", Immediate.Local);
        Define(Opcode.GlobalGet, "global.get", Immediate.Global);
        Define(Opcode.GlobalSet, "global.set", Immediate.Global);
        Define(Opcode.TableGet, "table.get", Immediate.Table);
        Define(Opcode.TableSet, "table.set", Immediate.Table);
        Define(Opcode.I32Load, "i32.load", Immediate.MemoryAccess, "i:i", 4);
        Define(Opcode.I64Load, "i64.load", Immediate.MemoryAccess, "i:I", 8);
        Define(Opcode.F32Load, "f32.load", Immediate.MemoryAccess, "i:f", 4);
        Define(Opcode.F64Load, "f64.load", Immediate.MemoryAccess, "i:d", 8);
        Define(Opcode.I32Load8S, "i32.load8_s", Immediate.MemoryAccess, "i:i", 1);
        Define(Opcode.I32Load8U, "i32.load8_u", Immediate.MemoryAccess, "i:i", 1);
        Define(Opcode.I32Load16S, "i32.load16_s", Immediate.MemoryAccess, "i:i", 2);
        Define(Opcode.I32Load16U, "i32.load16_u", Immediate.MemoryAccess, "i:i", 2);
        Define(Opcode.I64Load8S, "i64.load8_s", Immediate.MemoryAccess, "i:I", 1);
        Define(Opcode.I64Load8U, "i64.load8_u", Immediate.MemoryAccess, "i:I", 1);
        Define(Opcode.I64Load16S, "i64.load16_s", Immediate.MemoryAccess, "i:I", 2);
        Define(Opcode.I64Load16U, "i64.load16_u", Immediate.MemoryAccess, "i:I", 2);
        Define(Opcode.I64Load32S, "i64.load32_s", Immediate.MemoryAccess, "i:I", 4);
        Define(Opcode.I64Load32U, "i64.load32_u", Immediate.MemoryAccess, "i:I", 4);
        Define(Opcode.I32Store, "i32.store", Immediate.MemoryAccess, "ii:", 4);
        Define(Opcode.I64Store, "i64.store", Immediate.MemoryAccess, "iI:", 8);
        Define(Opcode.F32Store, "f32.store", Immediate.MemoryAccess, "if:", 4);
        Define(Opcode.F64Store, "f64.store", Immediate.MemoryAccess, "id:", 8);
        Define(Opcode.I32Store8, "i32.store8", Immediate.MemoryAccess, "ii:", 1);
        Define(Opcode.I32Store16, "i32.store16", Immediate.MemoryAccess, "ii:", 2);
        Define(Opcode.I64Store8, "i64.store8", Immediate.MemoryAccess, "iI:", 1);
        Define(Opcode.I64Store16, "i64.store16", Immediate.MemoryAccess, "iI:", 2);
        Define(Opcode.I64Store32, "i64.store32", Immediate.MemoryAccess, "iI:", 4);
        Define(Opcode.MemorySize, "memory.size", Immediate.Memory, ":i");
        Define(Opcode.MemoryGrow, "memory.grow", Immediate.Memory, "i:i");
        Define(Opcode.I32Const, "i32.const", Immediate.I32, ":i");
        Define(Opcode.I64Const, "i64.const", Immediate.I64, ":I");
        Define(Opcode.F32Const, "f32.const", Immediate.F32, ":f");
        Define(Opcode.F64Const, "f64.const", Immediate.F64, ":d");
        Define(Opcode.I32Eqz, "i32.eqz", signature: "i:i");
        Define(Opcode.I32Eq, "i32.eq", signature: "ii:i");
        Define(Opcode.I32Ne, "i32.ne", signature: "ii:i");
        Define(Opcode.I32LtS, "i32.lt_s", signature: "ii:i");
        Define(Opcode.I32LtU, "i32.lt_u", signature: "ii:i");
        Define(Opcode.I32GtS, "i32.gt_s", signature: "ii:i");
        Define(Opcode.I32GtU, "i32.gt_u", signature: "ii:i");
        Define(Opcode.I32LeS, "i32.le_s", signature: "ii:i");
        Define(Opcode.I32LeU, "i32.le_u", signature: "ii:i");
        Define(Opcode.I32GeS, "i32.ge_s", signature: "ii:i");
        Define(Opcode.I32GeU, "i32.ge_u", signature: "ii:i");
        Define(Opcode.I64Eqz, "i64.eqz", signature: "I:i");
        Define(Opcode.I64Eq, "i64.eq", signature: "II:i");
        Define(Opcode.I64Ne, "i64.ne", signature: "II:i");
        Define(Opcode.I64LtS, "i64.lt_s", signature: "II:i");
        Define(Opcode.I64LtU, "i64.lt_u", signature: "II:i");
        Define(Opcode.I64GtS, "i64.gt_s", signature: "II:i");
        Define(Opcode.I64GtU, "i64.gt_u", signature: "II:i");
        Define(Opcode.I64LeS, "i64.le_s", signature: "II:i");
        Define(Opcode.I64LeU, "i64.le_u", signature: "II:i");
        Define(Opcode.I64GeS, "i64.ge_s", signature: "II:i");
        Define(Opcode.I64GeU, "i64.ge_u", signature: "II:i");
        Define(Opcode.F32Eq, "f32.eq", signature: "ff:i");
        Define(Opcode.F32Ne, "f32.ne", signature: "ff:i");
        Define(Opcode.F32Lt, "f32.lt", signature: "ff:i");
        Define(Opcode.F32Gt, "f32.gt", signature: "ff:i");
        Define(Opcode.F32Le, "f32.le", signature: "ff:i");
        Define(Opcode.F32Ge, "f32.ge", signature: "ff:i");
        Define(Opcode.F64Eq, "f64.eq", signature: "dd:i");
        Define(Opcode.F64Ne, "f64.ne", signature: "dd:i");
        Define(Opcode.F64Lt, "f64.lt", signature: "dd:i");
        Define(Opcode.F64Gt, "f64.gt", signature: "dd:i");
        Define(Opcode.F64Le, "f64.le", signature: "dd:i");
        Define(Opcode.F64Ge, "f64.ge", signature: "dd:i");
        Define(Opcode.I32Clz, "i32.clz", signature: "i:i");
        Define(Opcode.I32Ctz, "i32.ctz", signature: "i:i");
        Define(Opcode.I32Popcnt, "i32.popcnt", signature: "i:i");
        Define(Opcode.I32Add, "i32.add", signature: "ii:i");
        Define(Opcode.I32Sub, "i32.sub", signature: "ii:i");
        Define(Opcode.I32Mul, "i32.mul", signature: "ii:i");
        Define(Opcode.I32DivS, "i32.div_s", signature: "ii:i");
        Define(Opcode.I32DivU, "i32.div_u", signature: "ii:i");
        Define(Opcode.I32RemS, "i32.rem_s", signature: "ii:i");
        Define(Opcode.I32RemU, "i32.rem_u", signature: "ii:i");
        Define(Opcode.I32And, "i32.and", signature: "ii:i");
        Define(Opcode.I32Or, "i32.or", signature: "ii:i");
        Define(Opcode.I32Xor, "i32.xor", signature: "ii:i");
        Define(Opcode.I32Shl, "i32.shl", signature: "ii:i");
        Define(Opcode.I32ShrS, "i32.shr_s", signature: "ii:i");
        Define(Opcode.I32ShrU, "i32.shr_u", signature: "ii:i");
        Define(Opcode.I32Rotl, "i32.rotl", signature: "ii:i");
        Define(Opcode.I32Rotr, "i32.rotr", signature: "ii:i");
        Define(Opcode.I64Clz, "i64.clz", signature: "I:I");
        Define(Opcode.I64Ctz, "i64.ctz", signature: "I:I");
        Define(Opcode.I64Popcnt, "i64.popcnt", signature: "I:I");
        Define(Opcode.I64Add, "i64.add", signature: "II:I");
        Define(Opcode.I64Sub, "i64.sub", signature: "II:I");
        Define(Opcode.I64Mul, "i64.mul", signature: "II:I");
        Define(Opcode.I64DivS, "i64.div_s", signature: "II:I");
        Define(Opcode.I64DivU, "i64.div_u", signature: "II:I");
        Define(Opcode.I64RemS, "i64.rem_s", signature: "II:I");
        Define(Opcode.I64RemU, "i64.rem_u", signature: "II:I");
        Define(Opcode.I64And, "i64.and", signature: "II:I");
        Define(Opcode.I64Or, "i64.or", signature: "II:I");
        Define(Opcode.I64Xor, "i64.xor", signature: "II:I");
        Define(Opcode.I64Shl, "i64.shl", signature: "II:I");
        Define(Opcode.I64ShrS, "i64.shr_s", signature: "II:I");
        Define(Opcode.I64ShrU, "i64.shr_u", signature: "II:I");
        Define(Opcode.I64Rotl, "i64.rotl", signature: "II:I");
        Define(Opcode.I64Rotr, "i64.rotr", signature: "II:I");
        Define(Opcode.F32Abs, "f32.abs", signature: "f:f");
        Define(Opcode.F32Neg, "f32.neg", signature: "f:f");
        Define(Opcode.F32Ceil, "f32.ceil", signature: "f:f");
        Define(Opcode.F32Floor, "f32.floor", signature: "f:f");
        Define(Opcode.F32Trunc, "f32.trunc", signature: "f:f");
        Define(Opcode.F32Nearest, "f32.nearest", signature: "f:f");
        Define(Opcode.F32Sqrt, "f32.sqrt", signature: "f:f");
        Define(Opcode.F32Add, "f32.add", signature: "ff:f");
        Define(Opcode.F32Sub, "f32.sub", signature: "ff:f");
        Define(Opcode.F32Mul, "f32.mul", signature: "ff:f");
        Define(Opcode.F32Div, "f32.div", signature: "ff:f");
        Define(Opcode.F32Min, "f32.min", signature: "ff:f");
        Define(Opcode.F32Max, "f32.max", signature: "ff:f");
        Define(Opcode.F32Copysign, "f32.copysign", signature: "ff:f");
        Define(Opcode.F64Abs, "f64.abs", signature: "d:d");
        Define(Opcode.F64Neg, "f64.neg", signature: "d:d");
        Define(Opcode.F64Ceil, "f64.ceil", signature: "d:d");
        Define(Opcode.F64Floor, "f64.floor", signature: "d:d");
        Define(Opcode.F64Trunc, "f64.trunc", signature: "d:d");
        Define(Opcode.F64Nearest, "f64.nearest", signature: "d:d");
        Define(Opcode.F64Sqrt, "f64.sqrt", signature: "d:d");
        Define(Opcode.F64Add, "f64.add", signature: "dd:d");
        Define(Opcode.F64Sub, "f64.sub", signature: "dd:d");
        Define(Opcode.F64Mul, "f64.mul", signature: "dd:d");
        Define(Opcode.F64Div, "f64.div", signature: "dd:d");
        Define(Opcode.F64Min, "f64.min", signature: "dd:d");
        Define(Opcode.F64Max, "f64.max", signature: "dd:d");
        Define(Opcode.F64Copysign, "f64.copysign", signature: "dd:d");
        Define(Opcode.I32WrapI64, "i32.wrap_i64", signature: "I:i");
        Define(Opcode.I32TruncF32S, "i32.trunc_f32_s", signature: "f:i");
        Define(Opcode.I32TruncF32U, "i32.trunc_f32_u", signature: "f:i");
        Define(Opcode.I32TruncF64S, "i32.trunc_f64_s", signature: "d:i");
        Define(Opcode.I32TruncF64U, "i32.trunc_f64_u", signature: "d:i");
        Define(Opcode.I64ExtendI32S, "i64.extend_i32_s", signature: "i:I");
        Define(Opcode.I64ExtendI32U, "i64.extend_i32_u", signature: "i:I");
        Define(Opcode.I64TruncF32S, "i64.trunc_f32_s", signature: "f:I");
        Define(Opcode.I64TruncF32U, "i64.trunc_f32_u", signature: "f:I");
        Define(Opcode.I64TruncF64S, "i64.trunc_f64_s", signature: "d:I");
        Define(Opcode.I64TruncF64U, "i64.trunc_f64_u", signature: "d:I");
        Define(Opcode.F32ConvertI32S, "f32.convert_i32_s", signature: "i:f");
        Define(Opcode.F32ConvertI32U, "f32.convert_i32_u", signature: "i:f");
        Define(Opcode.F32ConvertI64S, "f32.convert_i64_s", signature: "I:f");
        Define(Opcode.F32ConvertI64U, "f32.convert_i64_u", signature: "I:f");
        Define(Opcode.F32DemoteF64, "f32.demote_f64", signature: "d:f");
        Define(Opcode.F64ConvertI32S, "f64.convert_i32_s", signature: "i:d");
        Define(Opcode.F64ConvertI32U, "f64.convert_i32_u", signature: "i:d");
        Define(Opcode.F64ConvertI64S, "f64.convert_i64_s", signature: "I:d");
        Define(Opcode.F64ConvertI64U, "f64.convert_i64_u", signature: "I:d");
        Define(Opcode.F64PromoteF32, "f64.promote_f32", signature: "f:d");
        Define(Opcode.I32ReinterpretF32, "i32.reinterpret_f32", signature: "f:i");
        Define(Opcode.I64ReinterpretF64, "i64.reinterpret_f64", signature: "d:I");
        Define(Opcode.F32ReinterpretI32, "f32.reinterpret_i32", signature: "i:f");
        Define(Opcode.F64ReinterpretI64, "f64.reinterpret_i64", signature: "I:d");
        Define(Opcode.I32Extend8S, "i32.extend8_s", signature: "i:i");
        Define(Opcode.I32Extend16S, "i32.extend16_s", signature: "i:i");
        Define(Opcode.I64Extend8S, "i64.extend8_s", signature: "I:I");
        Define(Opcode.I64Extend16S, "i64.extend16_s", signature: "I:I");
        Define(Opcode.I64Extend32S, "i64.extend32_s", signature: "I:I");
        Define(Opcode.RefNull, "ref.null", Immediate.ReferenceType);
        Define(Opcode.RefIsNull, "ref.is_null");
        Define(Opcode.RefFunc, "ref.func", Immediate.Function);
        Define(Opcode.I32TruncSatF32S, "i32.trunc_sat_f32_s", signature: "f:i");
        Define(Opcode.I32TruncSatF32U, "i32.trunc_sat_f32_u", signature: "f:i");
        Define(Opcode.I32TruncSatF64S, "i32.trunc_sat_f64_s", signature: "d:i");
        Define(Opcode.I32TruncSatF64U, "i32.trunc_sat_f64_u", signature: "d:i");
        Define(Opcode.I64TruncSatF32S, "i64.trunc_sat_f32_s", signature: "f:I");
        Define(Opcode.I64TruncSatF32U, "i64.trunc_sat_f32_u", signature: "f:I");
        Define(Opcode.I64TruncSatF64S, "i64.trunc_sat_f64_s", signature: "d:I");
        Define(Opcode.I64TruncSatF64U, "i64.trunc_sat_f64_u", signature: "d:I");
        Define(Opcode.MemoryInit, "memory.init", Immediate.DataAndMemory, "iii:");
        Define(Opcode.DataDrop, "data.drop", Immediate.Data, ":");
        Define(Opcode.MemoryCopy, "memory.copy", Immediate.TwoMemories, "iii:");
        Define(Opcode.MemoryFill, "memory.fill", Immediate.Memory, "iii:");
        Define(Opcode.TableInit, "table.init", Immediate.ElementAndTable, "iii:");
        Define(Opcode.ElemDrop, "elem.drop", Immediate.Element, ":");
        Define(Opcode.TableCopy, "table.copy", Immediate.TwoTables, "iii:");
        Define(Opcode.TableGrow, "table.grow", Immediate.Table);
        Define(Opcode.TableSize, "table.size", Immediate.Table, ":i");
        Define(Opcode.TableFill, "table.fill", Immediate.Table);
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
