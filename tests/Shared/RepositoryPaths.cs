namespace Cleanroom.Tests;

/// <summary>Finds the repository and the shared test data from a build output. Tests, benchmarks and the fuzzer use it.</summary>
static class RepositoryPaths
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with the shared test data, by <c>CLEANROOM_SHARED</c> or beside the repository, or null where it is missing.</summary>
    public static string? Shared { get; } = FindShared();

    static string? FindShared()
    {
        var named = Environment.GetEnvironmentVariable("CLEANROOM_SHARED");
        var folder = Path.GetFullPath(string.IsNullOrEmpty(named) ? Path.Combine(Root, "..", "shared") : named);
        return Directory.Exists(folder) ? folder : null;
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Cleanroom.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Run this from a build output below the repository: Cleanroom.slnx is in no folder above it.");
    }
}
