namespace Cleanroom.Bench;

/// <summary>Where the benchmarks find their files.</summary>
static class BenchPaths
{
    /// <summary>The command line in the build output of the Release configuration.</summary>
    public static string CommandLine { get; } = Path.Combine(RepositoryPaths.Root, "src", "Cleanroom.Cli", "bin", "Release", "net10.0", "cleanroom.dll");

    /// <summary>A guest, a script or data of a benchmark: they lie beside its code.</summary>
    /// <param name="benchmark">The benchmark's folder.</param>
    /// <param name="name">The file's name.</param>
    public static string Resource(string benchmark, string name) => Path.Combine(RepositoryPaths.Root, "bench", "Cleanroom.Bench", benchmark, name);
}
