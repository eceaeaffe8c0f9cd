namespace Cleanroom.Tests;

/// <summary>The modules of <c>tests/guests</c>.</summary>
static class TestGuests
{
    /// <summary>Their folder.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryPaths.Root, "tests", "guests");

    /// <summary>The file of a module.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name + ".wasm");

    /// <summary>The bytes of a module.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));
}
