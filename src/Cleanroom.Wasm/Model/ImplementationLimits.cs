namespace Cleanroom.Wasm.Model;

/// <summary>
/// Limits of this engine. They make hostile modules fail with an error instead of an endless compilation or a crash. The values are the common limits of
/// browsers where they exist; the others follow from what .NET's just-in-time compiler handles in linear time.
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

    /// <summary>Maximum number of memories that are decoded, so that the error can say how many the module has.</summary>
    public const int DeclaredMemories = 100;
    public const int ElementSegments = 100_000;
    public const int DataSegments = 100_000;

    /// <summary>Entries in a table or an element segment.</summary>
    public const int TableSize = 10_000_000;

    public const int Parameters = 1_000;
    public const int Results = 1_000;

    /// <summary>Locals of one function, excluding parameters. An IL method can have 65,535, including the operand slots.</summary>
    public const int Locals = 40_000;

    /// <summary>Bytes in one function body.</summary>
    public const int BodySize = 7_654_321;

    /// <summary>Operands on the stack of one function: each (depth, type) may become an IL local.</summary>
    public const int OperandDepth = 4_000;

    /// <summary>Nesting depth of blocks.</summary>
    public const int Nesting = 50_000;

    /// <summary>Targets of one <c>br_table</c>.</summary>
    public const int BranchTargets = 65_520;

    /// <summary>Bytes in a name.</summary>
    public const int NameLength = 100_000;

    /// <summary>IL locals of one method.</summary>
    public const int IlLocals = 65_000;
}
