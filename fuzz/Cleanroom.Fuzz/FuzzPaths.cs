namespace Cleanroom.Fuzz;

/// <summary>Where the fuzzer finds and leaves its files.</summary>
static class FuzzPaths
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder for findings, which version control ignores.</summary>
    public static string Artifacts { get; } = Path.Combine(Repository, "artifacts", "fuzz");

    /// <summary>The script that runs cases in Node.</summary>
    public static string NodeScript { get; } = Path.Combine(AppContext.BaseDirectory, "runner.mjs");

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
        throw new InvalidOperationException("The fuzzer runs from a build output below the repository.");
    }
}
