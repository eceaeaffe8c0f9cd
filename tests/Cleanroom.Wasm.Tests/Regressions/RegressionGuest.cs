using Cleanroom.Tests;

namespace Cleanroom.Wasm.Tests.Regressions;

/// <summary>Loads the small modules that once failed.</summary>
static class RegressionGuest
{
    /// <summary>An instance of a module in <c>tests/guests/regressions</c> that imports nothing.</summary>
    public static Instance Instantiate(string name) => new Linker().Instantiate(new Store(), new Engine().Compile(Read(name)));

    /// <summary>The bytes of a module in <c>tests/guests/regressions</c>.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(SharedData.Repository, "tests", "guests", "regressions", name + ".wasm"));
}
