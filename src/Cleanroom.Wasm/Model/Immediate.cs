namespace Cleanroom.Wasm.Model;

/// <summary>The immediates that follow an opcode in the binary format.</summary>
enum Immediate : byte
{
    None,
    BlockType,
    Label,
    LabelTable,
    Function,
    TypeAndTable,
    ValueTypes,
    Local,
    Global,
    Table,
    MemoryAccess,
    Memory,
    I32,
    I64,
    F32,
    F64,
    ReferenceType,
    DataAndMemory,
    Data,
    TwoMemories,
    ElementAndTable,
    Element,
    TwoTables,
}
