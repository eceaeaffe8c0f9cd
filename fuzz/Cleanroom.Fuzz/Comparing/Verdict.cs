namespace Cleanroom.Fuzz.Comparing;

/// <summary>What came of a comparison.</summary>
enum VerdictKind
{
    /// <summary>Both sides refuse the module.</summary>
    BothRefuse,

    /// <summary>Both sides did the same to the end.</summary>
    Same,

    /// <summary>Both sides did the same up to where one of them met a limit.</summary>
    NotComparable,

    /// <summary>The sides differ.</summary>
    Different,
}

/// <summary>What came of a comparison, and why.</summary>
readonly record struct Verdict(VerdictKind Kind, string Reason = "");
