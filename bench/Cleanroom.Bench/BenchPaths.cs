namespace Cleanroom.Bench;

/// <summary>Where the benchmarks find their files.</summary>
static class BenchPaths
{
    /// <summary>The command that the Release build made, with its machine code.</summary>
    public static string CommandLine { get; } = Built("src", "Cleanroom.Cli", "cleanroom");

    /// <summary>An application of ASP.NET Core with one endpoint, built like ours.</summary>
    public static string EmptyServer { get; } = Built("bench", "Cleanroom.EmptyServer", "Cleanroom.EmptyServer");

    /// <summary>A guest, a script or data of a benchmark: they lie beside its code.</summary>
    /// <param name="benchmark">The benchmark's folder.</param>
    /// <param name="name">The file's name.</param>
    public static string Resource(string benchmark, string name) => Path.Combine(RepositoryPaths.Root, "bench", "Cleanroom.Bench", benchmark, name);

    static string Built(string folder, string project, string program) =>
        Path.Combine(RepositoryPaths.Root, folder, project, "bin", "Release", "net10.0", OperatingSystem.IsWindows() ? program + ".exe" : program);
}
