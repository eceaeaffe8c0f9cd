namespace Cleanroom.Fuzz.Generating;

/// <summary>A module to try.</summary>
/// <param name="Bytes">The module.</param>
/// <param name="Seed">Where it and its calls come from.</param>
/// <param name="Origin">How to make it again, for reports.</param>
sealed record Candidate(byte[] Bytes, ulong Seed, string Origin);

/// <summary>Makes modules.</summary>
interface IModuleSource
{
    /// <summary>The module of a seed, or null when this seed makes none.</summary>
    Candidate? Make(ulong seed);
}
