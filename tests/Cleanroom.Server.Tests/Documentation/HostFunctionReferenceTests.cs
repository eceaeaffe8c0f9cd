using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Documentation;

/// <summary>The committed reference page is the one that the source gives.</summary>
public sealed class HostFunctionReferenceTests
{
    static readonly string Page = Path.Combine(SharedData.Repository, "docs", "reference", "host-functions.md");

    [Fact]
    public void Reference_page_is_fresh()
    {
        var made = HostFunctionReference.Make();
        if (Environment.GetEnvironmentVariable("CLEANROOM_WRITE_DOCS") == "1") File.WriteAllText(Page, made);
        Assert.True(File.Exists(Page) && File.ReadAllText(Page) == made, "docs/reference/host-functions.md is stale: run this test with CLEANROOM_WRITE_DOCS=1");
    }
}
