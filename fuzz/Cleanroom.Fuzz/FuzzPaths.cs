namespace Cleanroom.Fuzz;

/// <summary>Where the fuzzer finds and leaves its files.</summary>
static class FuzzPaths
{
    /// <summary>The folder for findings, which version control ignores.</summary>
    public static string Artifacts { get; } = Path.Combine(RepositoryPaths.Root, "artifacts", "fuzz");

    /// <summary>The script that runs cases in Node.</summary>
    public static string NodeScript { get; } = Path.Combine(AppContext.BaseDirectory, "runner.mjs");
}
