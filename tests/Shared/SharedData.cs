namespace Cleanroom.Tests;

/// <summary>The shared test data (real modules, the specification suite), which tests can be run without.</summary>
static class SharedData
{
    /// <summary>The folder with the shared data, or null where it is missing.</summary>
    public static string? Root => RepositoryPaths.Shared;

    /// <summary>The root of the repository.</summary>
    public static string Repository => RepositoryPaths.Root;

    /// <summary>The path below the shared folder. Skips the running test, with the reason, where the folder is missing.</summary>
    public static string Require(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "The shared test data is missing: set CLEANROOM_SHARED to its folder to run this test.");
        return Path.Combine([Root!, .. parts]);
    }
}
