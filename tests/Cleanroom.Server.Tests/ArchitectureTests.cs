namespace Cleanroom.Server.Tests;

/// <summary>The folders of the server.</summary>
public sealed class ArchitectureTests()
    : ProjectArchitecture(typeof(CleanApplication).Assembly, ["Applications", "Pipeline", "Hosting"], [nameof(Features), nameof(CleanServerOptions)], typeof(Feature), Features.All)
{
    [Fact]
    public void Server_uses_the_projects_below_it() => Assert.Equal(["Cleanroom.Bridge", "Cleanroom.Wasm"], FolderDependencies.ProjectsOf(typeof(CleanApplication).Assembly));
}
