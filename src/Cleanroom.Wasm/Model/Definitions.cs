namespace Cleanroom.Wasm.Model;

/// <summary>What can be imported and exported. The numbers are the binary format's codes.</summary>
public enum ExternalKind : byte
{
    /// <summary>A function.</summary>
    Function,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A linear memory.</summary>
    Memory,

    /// <summary>A global.</summary>
    Global,
}

/// <summary>The type of a table.</summary>
/// <param name="ElementType">What its slots hold.</param>
/// <param name="Minimum">Slots at the start.</param>
/// <param name="Maximum">Most slots it may have, or null.</param>
public readonly record struct TableType(ValueType ElementType, uint Minimum, uint? Maximum);

/// <summary>The type of a global.</summary>
/// <param name="ValueType">What it holds.</param>
/// <param name="IsMutable">True when it may change.</param>
public readonly record struct GlobalType(ValueType ValueType, bool IsMutable);

/// <summary>One import.</summary>
/// <param name="Module">First name.</param>
/// <param name="Name">Second name.</param>
/// <param name="Kind">What is imported.</param>
/// <param name="Index">Index in the index space of its kind.</param>
/// <param name="FunctionType">Type of an imported function.</param>
/// <param name="TableType">Type of an imported table.</param>
/// <param name="MemoryType">Type of an imported memory.</param>
/// <param name="GlobalType">Type of an imported global.</param>
public sealed record ImportDefinition(
    string Module, string Name, ExternalKind Kind, int Index,
    FunctionType? FunctionType = null, TableType? TableType = null, MemoryType? MemoryType = null, GlobalType? GlobalType = null);

/// <summary>One export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is exported.</param>
/// <param name="Index">Index in the index space of its kind.</param>
public sealed record ExportDefinition(string Name, ExternalKind Kind, int Index);

/// <summary>A custom section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its bytes after the name.</param>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Content);

/// <summary>Bytes for a memory.</summary>
/// <param name="Offset">Address of an active segment when it is a constant, else null.</param>
/// <param name="IsActive">True when the bytes are copied at instantiation.</param>
/// <param name="Content">The bytes.</param>
public sealed record DataSegment(uint? Offset, bool IsActive, ReadOnlyMemory<byte> Content)
{
    internal int Memory { get; init; }

    internal ConstantExpression OffsetExpression { get; init; }

    internal int Position { get; init; }
}

/// <summary>How an element segment gets into its table.</summary>
enum ElementMode
{
    Active,
    Passive,
    Declarative,
}

/// <summary>References for a table.</summary>
sealed record ElementSegment(ElementMode Mode, ValueType Type, int Table, ConstantExpression Offset, ConstantExpression[] Items, int Position);

/// <summary>A constant expression: one instruction and its operand.</summary>
/// <param name="Opcode">A constant, <c>global.get</c>, <c>ref.null</c> or <c>ref.func</c>.</param>
/// <param name="Bits">The constant's bits or an index.</param>
/// <param name="Type">Type of the constant or of the null reference.</param>
/// <param name="Position">Offset in the module.</param>
readonly record struct ConstantExpression(Opcode Opcode, ulong Bits, ValueType Type, int Position);

/// <summary>The code of a defined function.</summary>
/// <param name="Start">Offset of its local declarations.</param>
/// <param name="CodeStart">Offset of its first instruction.</param>
/// <param name="End">Offset after its last instruction.</param>
/// <param name="Locals">Types of its locals without the parameters.</param>
sealed record FunctionBody(int Start, int CodeStart, int End, ValueType[] Locals);

/// <summary>What the validator learned about a body, for the compiler.</summary>
sealed class FunctionFacts
{
    /// <summary>The functions called directly, once per call.</summary>
    public List<int> Calls { get; } = [];

    public bool CallsIndirectly { get; set; }

    public bool HasLoops { get; set; }

    public bool UsesMemory { get; set; }

    public bool GrowsMemory { get; set; }

    public int OperandDepth { get; set; }
}
