using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Tests.Specification;

/// <summary>The host module <c>spectest</c> that the scripts import.</summary>
static class SpecTest
{
    public static Linker Define(Linker linker) => linker
        .Define("spectest", "print", () => { })
        .Define("spectest", "print_i32", (int _) => { })
        .Define("spectest", "print_i64", (long _) => { })
        .Define("spectest", "print_f32", (float _) => { })
        .Define("spectest", "print_f64", (double _) => { })
        .Define("spectest", "print_i32_f32", (int _, float _) => { })
        .Define("spectest", "print_f64_f64", (double _, double _) => { })
        .Define("spectest", "global_i32", new Global(new GlobalType(ValueType.I32, false), Value.FromInt32(666)))
        .Define("spectest", "global_i64", new Global(new GlobalType(ValueType.I64, false), Value.FromInt64(666)))
        .Define("spectest", "global_f32", new Global(new GlobalType(ValueType.F32, false), Value.FromSingle(666.6f)))
        .Define("spectest", "global_f64", new Global(new GlobalType(ValueType.F64, false), Value.FromDouble(666.6)))
        .Define("spectest", "table", new Table(new TableType(ValueType.FuncRef, 10, 20)))
        .Define("spectest", "memory", new Memory(new MemoryType(1, 2)));
}
