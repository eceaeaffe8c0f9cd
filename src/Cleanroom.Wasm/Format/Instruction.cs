using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>A decoded instruction.</summary>
struct Instruction
{
    public Opcode Opcode;

    /// <summary>Byte offset of the opcode in the module.</summary>
    public int Offset;

    public OpcodeRow Row;

    /// <summary>The first index: label, function, type, local, global, table, data or element segment; the alignment of a memory access.</summary>
    public uint Index;

    /// <summary>The second index: the table of an indirect call or of <c>table.init</c>, the source of <c>table.copy</c>.</summary>
    public uint SecondIndex;

    /// <summary>The bits of a constant, or the offset of a memory access.</summary>
    public ulong Bits;

    /// <summary>The type of a block: an index if not negative, else the code of a value type, or −64 for none.</summary>
    public long BlockType;

    /// <summary>The reference type of <c>ref.null</c>.</summary>
    public ValueType ReferenceType;

    /// <summary>The types of a typed select.</summary>
    public ValueType[]? Types;

    /// <summary>The targets of a <c>br_table</c>; the default is the last.</summary>
    public uint[]? Targets;
}
