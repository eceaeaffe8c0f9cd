namespace Cleanroom.Wasm.Model;

/// <summary>The validator's findings about a body, for the compiler.</summary>
sealed class FunctionFacts
{
    /// <summary>The functions called directly, one entry per call.</summary>
    public GrowingArray<int> Calls { get; } = new();

    public bool CallsIndirectly { get; set; }

    public bool HasLoops { get; set; }

    public bool UsesMemory { get; set; }

    public bool GrowsMemory { get; set; }

    public int OperandDepth { get; set; }
}
