namespace Cleanroom.Bench;

/// <summary>Where the benchmarks find their files.</summary>
static class BenchPaths
{
    /// <summary>The command that the Release build made, with its machine code.</summary>
    public static string CommandLine { get; } = Path.Combine(RepositoryPaths.Root, "src", "Cleanroom.Cli", "bin", "Release", "net10.0", OperatingSystem.IsWindows() ? "cleanroom.exe" : "cleanroom");

    /// <summary>A guest, a script or data of a benchmark: they lie beside its code.</summary>
    /// <param name="benchmark">The benchmark's folder.</param>
    /// <param name="name">The file's name.</param>
    public static string Resource(string benchmark, string name) => Path.Combine(RepositoryPaths.Root, "bench", "Cleanroom.Bench", benchmark, name);
}
