namespace Cleanroom.Wasm.Model;

/// <summary>
/// One row per instruction of WebAssembly 2.0 without SIMD. Instructions with the prefix 0xFC have the number 0xFC00 + their own. Signatures: i = i32, I =
/// i64, f = f32, d = f64, operands before the colon. <see cref="Opcode"/> is generated from the rows.
/// </summary>
static class OpcodeTable
{
    const int PrefixedStart = 0x100;
    static readonly Dictionary<string, ValueType[]> TypeLists = new();
    static readonly OpcodeRow?[] Rows = Build();

    /// <summary>Returns the row of an opcode, or null when it does not exist.</summary>
    public static OpcodeRow? Find(int opcode)
    {
        var index = IndexOf(opcode);
        return (uint)index < (uint)Rows.Length ? Rows[index] : null;
    }

    /// <summary>Returns the row of a known opcode.</summary>
    public static OpcodeRow Row(this Opcode opcode) => Find((int)opcode)!;

    static int IndexOf(int opcode) => opcode < PrefixedStart ? opcode : opcode - 0xFC00 + PrefixedStart;

    static OpcodeRow?[] Build()
    {
        var rows = new OpcodeRow?[PrefixedStart + 18];
        void Define(int opcode, OpcodeGroup group, string name, Immediate immediate = Immediate.None, string? signature = null, int width = 0, OpcodeTraps traps = OpcodeTraps.None)
        {
            var colon = signature?.IndexOf(':', StringComparison.Ordinal) ?? 0;
            var row = new OpcodeRow(name, group, traps, immediate, TypesOf(signature?[..colon] ?? ""), signature is null ? null : TypesOf(signature[(colon + 1)..]), width);
            rows[IndexOf(opcode)] = row;
        }

        Define(0x00, OpcodeGroup.Control, "unreachable", traps: OpcodeTraps.Unreachable);
        Define(0x01, OpcodeGroup.Control, "nop", signature: ":");
        Define(0x02, OpcodeGroup.Control, "block", Immediate.BlockType);
        Define(0x03, OpcodeGroup.Control, "loop", Immediate.BlockType);
        Define(0x04, OpcodeGroup.Control, "if", Immediate.BlockType);
        Define(0x05, OpcodeGroup.Control, "else");
        Define(0x0B, OpcodeGroup.Control, "end");
        Define(0x0C, OpcodeGroup.Control, "br", Immediate.Label);
        Define(0x0D, OpcodeGroup.Control, "br_if", Immediate.Label);
        Define(0x0E, OpcodeGroup.Control, "br_table", Immediate.LabelTable);
        Define(0x0F, OpcodeGroup.Control, "return");
        Define(0x10, OpcodeGroup.Call, "call", Immediate.Function);
        Define(0x11, OpcodeGroup.Call, "call_indirect", Immediate.TypeAndTable, traps: OpcodeTraps.IndirectCall);
        Define(0x1A, OpcodeGroup.Parametric, "drop");
        Define(0x1B, OpcodeGroup.Parametric, "select");
        Define(0x1C, OpcodeGroup.Parametric, "select (typed)", Immediate.ValueTypes);
        Define(0x20, OpcodeGroup.Variable, "local.get", Immediate.Local);
        Define(0x21, OpcodeGroup.Variable, "local.set", Immediate.Local);
        Define(0x22, OpcodeGroup.Variable, "local.tee", Immediate.Local);
        Define(0x23, OpcodeGroup.Variable, "global.get", Immediate.Global);
        Define(0x24, OpcodeGroup.Variable, "global.set", Immediate.Global);
        Define(0x25, OpcodeGroup.Table, "table.get", Immediate.Table, traps: OpcodeTraps.Table);
        Define(0x26, OpcodeGroup.Table, "table.set", Immediate.Table, traps: OpcodeTraps.Table);
        Define(0x28, OpcodeGroup.Memory, "i32.load", Immediate.MemoryAccess, "i:i", 4, traps: OpcodeTraps.Memory);
        Define(0x29, OpcodeGroup.Memory, "i64.load", Immediate.MemoryAccess, "i:I", 8, traps: OpcodeTraps.Memory);
        Define(0x2A, OpcodeGroup.Memory, "f32.load", Immediate.MemoryAccess, "i:f", 4, traps: OpcodeTraps.Memory);
        Define(0x2B, OpcodeGroup.Memory, "f64.load", Immediate.MemoryAccess, "i:d", 8, traps: OpcodeTraps.Memory);
        Define(0x2C, OpcodeGroup.Memory, "i32.load8_s", Immediate.MemoryAccess, "i:i", 1, traps: OpcodeTraps.Memory);
        Define(0x2D, OpcodeGroup.Memory, "i32.load8_u", Immediate.MemoryAccess, "i:i", 1, traps: OpcodeTraps.Memory);
        Define(0x2E, OpcodeGroup.Memory, "i32.load16_s", Immediate.MemoryAccess, "i:i", 2, traps: OpcodeTraps.Memory);
        Define(0x2F, OpcodeGroup.Memory, "i32.load16_u", Immediate.MemoryAccess, "i:i", 2, traps: OpcodeTraps.Memory);
        Define(0x30, OpcodeGroup.Memory, "i64.load8_s", Immediate.MemoryAccess, "i:I", 1, traps: OpcodeTraps.Memory);
        Define(0x31, OpcodeGroup.Memory, "i64.load8_u", Immediate.MemoryAccess, "i:I", 1, traps: OpcodeTraps.Memory);
        Define(0x32, OpcodeGroup.Memory, "i64.load16_s", Immediate.MemoryAccess, "i:I", 2, traps: OpcodeTraps.Memory);
        Define(0x33, OpcodeGroup.Memory, "i64.load16_u", Immediate.MemoryAccess, "i:I", 2, traps: OpcodeTraps.Memory);
        Define(0x34, OpcodeGroup.Memory, "i64.load32_s", Immediate.MemoryAccess, "i:I", 4, traps: OpcodeTraps.Memory);
        Define(0x35, OpcodeGroup.Memory, "i64.load32_u", Immediate.MemoryAccess, "i:I", 4, traps: OpcodeTraps.Memory);
        Define(0x36, OpcodeGroup.Memory, "i32.store", Immediate.MemoryAccess, "ii:", 4, traps: OpcodeTraps.Memory);
        Define(0x37, OpcodeGroup.Memory, "i64.store", Immediate.MemoryAccess, "iI:", 8, traps: OpcodeTraps.Memory);
        Define(0x38, OpcodeGroup.Memory, "f32.store", Immediate.MemoryAccess, "if:", 4, traps: OpcodeTraps.Memory);
        Define(0x39, OpcodeGroup.Memory, "f64.store", Immediate.MemoryAccess, "id:", 8, traps: OpcodeTraps.Memory);
        Define(0x3A, OpcodeGroup.Memory, "i32.store8", Immediate.MemoryAccess, "ii:", 1, traps: OpcodeTraps.Memory);
        Define(0x3B, OpcodeGroup.Memory, "i32.store16", Immediate.MemoryAccess, "ii:", 2, traps: OpcodeTraps.Memory);
        Define(0x3C, OpcodeGroup.Memory, "i64.store8", Immediate.MemoryAccess, "iI:", 1, traps: OpcodeTraps.Memory);
        Define(0x3D, OpcodeGroup.Memory, "i64.store16", Immediate.MemoryAccess, "iI:", 2, traps: OpcodeTraps.Memory);
        Define(0x3E, OpcodeGroup.Memory, "i64.store32", Immediate.MemoryAccess, "iI:", 4, traps: OpcodeTraps.Memory);
        Define(0x3F, OpcodeGroup.Memory, "memory.size", Immediate.Memory, ":i");
        Define(0x40, OpcodeGroup.Memory, "memory.grow", Immediate.Memory, "i:i");
        Define(0x41, OpcodeGroup.Number, "i32.const", Immediate.I32, ":i");
        Define(0x42, OpcodeGroup.Number, "i64.const", Immediate.I64, ":I");
        Define(0x43, OpcodeGroup.Number, "f32.const", Immediate.F32, ":f");
        Define(0x44, OpcodeGroup.Number, "f64.const", Immediate.F64, ":d");
        Define(0x45, OpcodeGroup.Comparison, "i32.eqz", signature: "i:i");
        Define(0x46, OpcodeGroup.Comparison, "i32.eq", signature: "ii:i");
        Define(0x47, OpcodeGroup.Comparison, "i32.ne", signature: "ii:i");
        Define(0x48, OpcodeGroup.Comparison, "i32.lt_s", signature: "ii:i");
        Define(0x49, OpcodeGroup.Comparison, "i32.lt_u", signature: "ii:i");
        Define(0x4A, OpcodeGroup.Comparison, "i32.gt_s", signature: "ii:i");
        Define(0x4B, OpcodeGroup.Comparison, "i32.gt_u", signature: "ii:i");
        Define(0x4C, OpcodeGroup.Comparison, "i32.le_s", signature: "ii:i");
        Define(0x4D, OpcodeGroup.Comparison, "i32.le_u", signature: "ii:i");
        Define(0x4E, OpcodeGroup.Comparison, "i32.ge_s", signature: "ii:i");
        Define(0x4F, OpcodeGroup.Comparison, "i32.ge_u", signature: "ii:i");
        Define(0x50, OpcodeGroup.Comparison, "i64.eqz", signature: "I:i");
        Define(0x51, OpcodeGroup.Comparison, "i64.eq", signature: "II:i");
        Define(0x52, OpcodeGroup.Comparison, "i64.ne", signature: "II:i");
        Define(0x53, OpcodeGroup.Comparison, "i64.lt_s", signature: "II:i");
        Define(0x54, OpcodeGroup.Comparison, "i64.lt_u", signature: "II:i");
        Define(0x55, OpcodeGroup.Comparison, "i64.gt_s", signature: "II:i");
        Define(0x56, OpcodeGroup.Comparison, "i64.gt_u", signature: "II:i");
        Define(0x57, OpcodeGroup.Comparison, "i64.le_s", signature: "II:i");
        Define(0x58, OpcodeGroup.Comparison, "i64.le_u", signature: "II:i");
        Define(0x59, OpcodeGroup.Comparison, "i64.ge_s", signature: "II:i");
        Define(0x5A, OpcodeGroup.Comparison, "i64.ge_u", signature: "II:i");
        Define(0x5B, OpcodeGroup.Comparison, "f32.eq", signature: "ff:i");
        Define(0x5C, OpcodeGroup.Comparison, "f32.ne", signature: "ff:i");
        Define(0x5D, OpcodeGroup.Comparison, "f32.lt", signature: "ff:i");
        Define(0x5E, OpcodeGroup.Comparison, "f32.gt", signature: "ff:i");
        Define(0x5F, OpcodeGroup.Comparison, "f32.le", signature: "ff:i");
        Define(0x60, OpcodeGroup.Comparison, "f32.ge", signature: "ff:i");
        Define(0x61, OpcodeGroup.Comparison, "f64.eq", signature: "dd:i");
        Define(0x62, OpcodeGroup.Comparison, "f64.ne", signature: "dd:i");
        Define(0x63, OpcodeGroup.Comparison, "f64.lt", signature: "dd:i");
        Define(0x64, OpcodeGroup.Comparison, "f64.gt", signature: "dd:i");
        Define(0x65, OpcodeGroup.Comparison, "f64.le", signature: "dd:i");
        Define(0x66, OpcodeGroup.Comparison, "f64.ge", signature: "dd:i");
        Define(0x67, OpcodeGroup.Number, "i32.clz", signature: "i:i");
        Define(0x68, OpcodeGroup.Number, "i32.ctz", signature: "i:i");
        Define(0x69, OpcodeGroup.Number, "i32.popcnt", signature: "i:i");
        Define(0x6A, OpcodeGroup.Number, "i32.add", signature: "ii:i");
        Define(0x6B, OpcodeGroup.Number, "i32.sub", signature: "ii:i");
        Define(0x6C, OpcodeGroup.Number, "i32.mul", signature: "ii:i");
        Define(0x6D, OpcodeGroup.Number, "i32.div_s", signature: "ii:i", traps: OpcodeTraps.Division | OpcodeTraps.Overflow);
        Define(0x6E, OpcodeGroup.Number, "i32.div_u", signature: "ii:i", traps: OpcodeTraps.Division);
        Define(0x6F, OpcodeGroup.Number, "i32.rem_s", signature: "ii:i", traps: OpcodeTraps.Division);
        Define(0x70, OpcodeGroup.Number, "i32.rem_u", signature: "ii:i", traps: OpcodeTraps.Division);
        Define(0x71, OpcodeGroup.Number, "i32.and", signature: "ii:i");
        Define(0x72, OpcodeGroup.Number, "i32.or", signature: "ii:i");
        Define(0x73, OpcodeGroup.Number, "i32.xor", signature: "ii:i");
        Define(0x74, OpcodeGroup.Number, "i32.shl", signature: "ii:i");
        Define(0x75, OpcodeGroup.Number, "i32.shr_s", signature: "ii:i");
        Define(0x76, OpcodeGroup.Number, "i32.shr_u", signature: "ii:i");
        Define(0x77, OpcodeGroup.Number, "i32.rotl", signature: "ii:i");
        Define(0x78, OpcodeGroup.Number, "i32.rotr", signature: "ii:i");
        Define(0x79, OpcodeGroup.Number, "i64.clz", signature: "I:I");
        Define(0x7A, OpcodeGroup.Number, "i64.ctz", signature: "I:I");
        Define(0x7B, OpcodeGroup.Number, "i64.popcnt", signature: "I:I");
        Define(0x7C, OpcodeGroup.Number, "i64.add", signature: "II:I");
        Define(0x7D, OpcodeGroup.Number, "i64.sub", signature: "II:I");
        Define(0x7E, OpcodeGroup.Number, "i64.mul", signature: "II:I");
        Define(0x7F, OpcodeGroup.Number, "i64.div_s", signature: "II:I", traps: OpcodeTraps.Division | OpcodeTraps.Overflow);
        Define(0x80, OpcodeGroup.Number, "i64.div_u", signature: "II:I", traps: OpcodeTraps.Division);
        Define(0x81, OpcodeGroup.Number, "i64.rem_s", signature: "II:I", traps: OpcodeTraps.Division);
        Define(0x82, OpcodeGroup.Number, "i64.rem_u", signature: "II:I", traps: OpcodeTraps.Division);
        Define(0x83, OpcodeGroup.Number, "i64.and", signature: "II:I");
        Define(0x84, OpcodeGroup.Number, "i64.or", signature: "II:I");
        Define(0x85, OpcodeGroup.Number, "i64.xor", signature: "II:I");
        Define(0x86, OpcodeGroup.Number, "i64.shl", signature: "II:I");
        Define(0x87, OpcodeGroup.Number, "i64.shr_s", signature: "II:I");
        Define(0x88, OpcodeGroup.Number, "i64.shr_u", signature: "II:I");
        Define(0x89, OpcodeGroup.Number, "i64.rotl", signature: "II:I");
        Define(0x8A, OpcodeGroup.Number, "i64.rotr", signature: "II:I");
        Define(0x8B, OpcodeGroup.Number, "f32.abs", signature: "f:f");
        Define(0x8C, OpcodeGroup.Number, "f32.neg", signature: "f:f");
        Define(0x8D, OpcodeGroup.Number, "f32.ceil", signature: "f:f");
        Define(0x8E, OpcodeGroup.Number, "f32.floor", signature: "f:f");
        Define(0x8F, OpcodeGroup.Number, "f32.trunc", signature: "f:f");
        Define(0x90, OpcodeGroup.Number, "f32.nearest", signature: "f:f");
        Define(0x91, OpcodeGroup.Number, "f32.sqrt", signature: "f:f");
        Define(0x92, OpcodeGroup.Number, "f32.add", signature: "ff:f");
        Define(0x93, OpcodeGroup.Number, "f32.sub", signature: "ff:f");
        Define(0x94, OpcodeGroup.Number, "f32.mul", signature: "ff:f");
        Define(0x95, OpcodeGroup.Number, "f32.div", signature: "ff:f");
        Define(0x96, OpcodeGroup.Number, "f32.min", signature: "ff:f");
        Define(0x97, OpcodeGroup.Number, "f32.max", signature: "ff:f");
        Define(0x98, OpcodeGroup.Number, "f32.copysign", signature: "ff:f");
        Define(0x99, OpcodeGroup.Number, "f64.abs", signature: "d:d");
        Define(0x9A, OpcodeGroup.Number, "f64.neg", signature: "d:d");
        Define(0x9B, OpcodeGroup.Number, "f64.ceil", signature: "d:d");
        Define(0x9C, OpcodeGroup.Number, "f64.floor", signature: "d:d");
        Define(0x9D, OpcodeGroup.Number, "f64.trunc", signature: "d:d");
        Define(0x9E, OpcodeGroup.Number, "f64.nearest", signature: "d:d");
        Define(0x9F, OpcodeGroup.Number, "f64.sqrt", signature: "d:d");
        Define(0xA0, OpcodeGroup.Number, "f64.add", signature: "dd:d");
        Define(0xA1, OpcodeGroup.Number, "f64.sub", signature: "dd:d");
        Define(0xA2, OpcodeGroup.Number, "f64.mul", signature: "dd:d");
        Define(0xA3, OpcodeGroup.Number, "f64.div", signature: "dd:d");
        Define(0xA4, OpcodeGroup.Number, "f64.min", signature: "dd:d");
        Define(0xA5, OpcodeGroup.Number, "f64.max", signature: "dd:d");
        Define(0xA6, OpcodeGroup.Number, "f64.copysign", signature: "dd:d");
        Define(0xA7, OpcodeGroup.Number, "i32.wrap_i64", signature: "I:i");
        Define(0xA8, OpcodeGroup.Number, "i32.trunc_f32_s", signature: "f:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xA9, OpcodeGroup.Number, "i32.trunc_f32_u", signature: "f:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xAA, OpcodeGroup.Number, "i32.trunc_f64_s", signature: "d:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xAB, OpcodeGroup.Number, "i32.trunc_f64_u", signature: "d:i", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xAC, OpcodeGroup.Number, "i64.extend_i32_s", signature: "i:I");
        Define(0xAD, OpcodeGroup.Number, "i64.extend_i32_u", signature: "i:I");
        Define(0xAE, OpcodeGroup.Number, "i64.trunc_f32_s", signature: "f:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xAF, OpcodeGroup.Number, "i64.trunc_f32_u", signature: "f:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xB0, OpcodeGroup.Number, "i64.trunc_f64_s", signature: "d:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xB1, OpcodeGroup.Number, "i64.trunc_f64_u", signature: "d:I", traps: OpcodeTraps.Conversion | OpcodeTraps.Overflow);
        Define(0xB2, OpcodeGroup.Number, "f32.convert_i32_s", signature: "i:f");
        Define(0xB3, OpcodeGroup.Number, "f32.convert_i32_u", signature: "i:f");
        Define(0xB4, OpcodeGroup.Number, "f32.convert_i64_s", signature: "I:f");
        Define(0xB5, OpcodeGroup.Number, "f32.convert_i64_u", signature: "I:f");
        Define(0xB6, OpcodeGroup.Number, "f32.demote_f64", signature: "d:f");
        Define(0xB7, OpcodeGroup.Number, "f64.convert_i32_s", signature: "i:d");
        Define(0xB8, OpcodeGroup.Number, "f64.convert_i32_u", signature: "i:d");
        Define(0xB9, OpcodeGroup.Number, "f64.convert_i64_s", signature: "I:d");
        Define(0xBA, OpcodeGroup.Number, "f64.convert_i64_u", signature: "I:d");
        Define(0xBB, OpcodeGroup.Number, "f64.promote_f32", signature: "f:d");
        Define(0xBC, OpcodeGroup.Number, "i32.reinterpret_f32", signature: "f:i");
        Define(0xBD, OpcodeGroup.Number, "i64.reinterpret_f64", signature: "d:I");
        Define(0xBE, OpcodeGroup.Number, "f32.reinterpret_i32", signature: "i:f");
        Define(0xBF, OpcodeGroup.Number, "f64.reinterpret_i64", signature: "I:d");
        Define(0xC0, OpcodeGroup.Number, "i32.extend8_s", signature: "i:i");
        Define(0xC1, OpcodeGroup.Number, "i32.extend16_s", signature: "i:i");
        Define(0xC2, OpcodeGroup.Number, "i64.extend8_s", signature: "I:I");
        Define(0xC3, OpcodeGroup.Number, "i64.extend16_s", signature: "I:I");
        Define(0xC4, OpcodeGroup.Number, "i64.extend32_s", signature: "I:I");
        Define(0xD0, OpcodeGroup.Reference, "ref.null", Immediate.ReferenceType);
        Define(0xD1, OpcodeGroup.Reference, "ref.is_null");
        Define(0xD2, OpcodeGroup.Reference, "ref.func", Immediate.Function);
        Define(0xFC00, OpcodeGroup.Number, "i32.trunc_sat_f32_s", signature: "f:i");
        Define(0xFC01, OpcodeGroup.Number, "i32.trunc_sat_f32_u", signature: "f:i");
        Define(0xFC02, OpcodeGroup.Number, "i32.trunc_sat_f64_s", signature: "d:i");
        Define(0xFC03, OpcodeGroup.Number, "i32.trunc_sat_f64_u", signature: "d:i");
        Define(0xFC04, OpcodeGroup.Number, "i64.trunc_sat_f32_s", signature: "f:I");
        Define(0xFC05, OpcodeGroup.Number, "i64.trunc_sat_f32_u", signature: "f:I");
        Define(0xFC06, OpcodeGroup.Number, "i64.trunc_sat_f64_s", signature: "d:I");
        Define(0xFC07, OpcodeGroup.Number, "i64.trunc_sat_f64_u", signature: "d:I");
        Define(0xFC08, OpcodeGroup.Memory, "memory.init", Immediate.DataAndMemory, "iii:", traps: OpcodeTraps.Memory);
        Define(0xFC09, OpcodeGroup.Memory, "data.drop", Immediate.Data, ":");
        Define(0xFC0A, OpcodeGroup.Memory, "memory.copy", Immediate.TwoMemories, "iii:", traps: OpcodeTraps.Memory);
        Define(0xFC0B, OpcodeGroup.Memory, "memory.fill", Immediate.Memory, "iii:", traps: OpcodeTraps.Memory);
        Define(0xFC0C, OpcodeGroup.Table, "table.init", Immediate.ElementAndTable, "iii:", traps: OpcodeTraps.Table);
        Define(0xFC0D, OpcodeGroup.Table, "elem.drop", Immediate.Element, ":");
        Define(0xFC0E, OpcodeGroup.Table, "table.copy", Immediate.TwoTables, "iii:", traps: OpcodeTraps.Table);
        Define(0xFC0F, OpcodeGroup.Table, "table.grow", Immediate.Table);
        Define(0xFC10, OpcodeGroup.Table, "table.size", Immediate.Table, ":i");
        Define(0xFC11, OpcodeGroup.Table, "table.fill", Immediate.Table, traps: OpcodeTraps.Table);
        return rows;
    }

    static ValueType[] TypesOf(string letters)
    {
        if (TypeLists.TryGetValue(letters, out var cached)) return cached;
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
