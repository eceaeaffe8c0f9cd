namespace Cleanroom.Wasm.Model;

/// <summary>
/// What this engine accepts at most. Hostile modules meet an error here instead of an endless compilation or a dead process. The values are those of the
/// browsers' common limits where there is one; the others follow from what .NET's just-in-time compiler handles in linear time.
/// </summary>
static class ImplementationLimits
{
    /// <summary>Bytes in a module.</summary>
    public const int ModuleSize = 256 * 1024 * 1024;

    public const int Types = 1_000_000;
    public const int Functions = 1_000_000;
    public const int Imports = 100_000;
    public const int Exports = 100_000;
    public const int Globals = 1_000_000;
    public const int Tables = 100;
    public const int Memories = 1;

    /// <summary>Memories that are decoded, to say how many there are too many.</summary>
    public const int DeclaredMemories = 100;
    public const int ElementSegments = 100_000;
    public const int DataSegments = 100_000;

    /// <summary>Entries in a table or an element segment.</summary>
    public const int TableSize = 10_000_000;

    public const int Parameters = 1_000;
    public const int Results = 1_000;

    /// <summary>Locals of one function without its parameters. An IL method holds 65,535 together with the operand slots.</summary>
    public const int Locals = 40_000;

    /// <summary>Bytes in one function body.</summary>
    public const int BodySize = 7_654_321;

    /// <summary>Operands on the stack of one function at once: each (depth, type) may become an IL local.</summary>
    public const int OperandDepth = 4_000;

    /// <summary>Blocks inside one another.</summary>
    public const int Nesting = 50_000;

    /// <summary>Targets of one <c>br_table</c>.</summary>
    public const int BranchTargets = 65_520;

    /// <summary>Bytes in a name.</summary>
    public const int NameLength = 100_000;

    /// <summary>IL locals of one method.</summary>
    public const int IlLocals = 65_000;
}
