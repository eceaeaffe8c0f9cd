using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests;

/// <summary>The folders of the bridge.</summary>
public sealed class ArchitectureTests() : ProjectArchitecture(
    typeof(DatabaseSource).Assembly, ["Settings", "Grants", "Modules", "Guests", "Binding"], [nameof(GuestFeatures), nameof(GuestOptions)], typeof(GuestFeature), GuestFeatures.All, nameof(DatabaseEngines))
{
    [Fact]
    public void Bridge_uses_no_project_but_the_engine() => Assert.Equal(["Cleanroom.Wasm"], FolderDependencies.ProjectsOf(typeof(DatabaseSource).Assembly));

    [Fact]
    public void Engines_are_named_by_their_list_only()
    {
        var engines = DatabaseEngines.All.Select(static engine => engine.GetType().Namespace!["Cleanroom.Bridge.".Length..]).ToArray();
        Assert.Empty(Folders.Edges.Where(edge => engines.Contains(edge.To)).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}"));
        Assert.Equal(engines.Length, engines.Distinct().Count());
    }
}
