namespace Cleanroom.Tests;

/// <summary>Finds the shared test data (real modules, the specification suite) by <c>CLEANROOM_SHARED</c> or <c>../shared</c>.</summary>
static class SharedData
{
    /// <summary>The folder with the shared data, or null where it is missing.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The path below the shared folder. Skips the running test, with the reason, where the folder is missing.</summary>
    public static string Require(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "The shared test data is missing: set CLEANROOM_SHARED to its folder to run this test.");
        return Path.Combine([Root!, .. parts]);
    }

    static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("CLEANROOM_SHARED");
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? Path.GetFullPath(named) : null;
        var beside = Path.GetFullPath(Path.Combine(FindRepository(), "..", "shared"));
        return Directory.Exists(beside) ? beside : null;
    }

    static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Cleanroom.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from a build output below the repository.");
    }
}
