namespace Cleanroom.Bench;

/// <summary>Where the benchmarks find their files.</summary>
static class BenchPaths
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder with the kernels and the scripts of the peers.</summary>
    public static string Kernels { get; } = Path.Combine(Repository, "bench", "kernels");

    /// <summary>The command line in the build output of the Release configuration.</summary>
    public static string CommandLine { get; } = Path.Combine(Repository, "src", "Cleanroom.Cli", "bin", "Release", "net10.0", "cleanroom.dll");

    /// <summary>The folder with the shared test data, by <c>CLEANROOM_SHARED</c> or beside the repository, or null where it is missing.</summary>
    public static string? Shared { get; } = FindShared();

    static string? FindShared()
    {
        var named = Environment.GetEnvironmentVariable("CLEANROOM_SHARED");
        var folder = Path.GetFullPath(string.IsNullOrEmpty(named) ? Path.Combine(Repository, "..", "shared") : named);
        return Directory.Exists(folder) ? folder : null;
    }

    static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Cleanroom.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The benchmarks run from a build output below the repository.");
    }
}
