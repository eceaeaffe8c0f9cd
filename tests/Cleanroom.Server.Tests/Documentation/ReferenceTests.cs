using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Documentation;

/// <summary>The committed reference pages are those that the source gives.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Host_functions_page_is_fresh() => AssertFresh("host-functions.md", HostFunctionReference.Make());

    [Fact]
    public void Configuration_page_is_fresh() => AssertFresh("configuration.md", ConfigurationReference.Make());

    static void AssertFresh(string name, string made)
    {
        var page = Path.Combine(SharedData.Repository, "docs", "reference", name);
        if (Environment.GetEnvironmentVariable("CLEANROOM_WRITE_DOCS") == "1") File.WriteAllText(page, made);
        Assert.True(File.Exists(page) && File.ReadAllText(page) == made, $"docs/reference/{name} is stale: run this test with CLEANROOM_WRITE_DOCS=1");
    }
}
