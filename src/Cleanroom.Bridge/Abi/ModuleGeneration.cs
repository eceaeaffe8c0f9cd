namespace Cleanroom.Bridge.Abi;

/// <summary>Which compiler made a module, and what follows from that for its host.</summary>
public sealed record ModuleGeneration
{
    /// <summary>True when <c>string_compare</c> answers 1 for equal and 0 for different (modules of 0.23.0–0.30.47).</summary>
    public bool CompareAnswersEquality { get; init; }

    /// <summary>True for modules written for the implementer's guide: heap pointer at address 0, no <c>malloc</c>.</summary>
    public bool IsGuide { get; init; }

    /// <summary>True when <c>_json_encode (i)i</c> takes a box instead of text (0.33.135 and 0.33.136).</summary>
    public bool JsonEncodeTakesBox { get; init; }
}
