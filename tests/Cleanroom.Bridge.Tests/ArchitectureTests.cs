using System.Reflection;
using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests;

/// <summary>The folders of the bridge (docs/architecture.md): the core, and features that use it. The root namespace is its face; the list of features and the options of guests live there.</summary>
public sealed class ArchitectureTests
{
    // Each uses only those before it.
    static readonly string[] Core = ["Settings", "Grants", "Modules", "Guests", "Binding"];

    // What of the root namespace names features: their list, and the options that hold what users give to them.
    static readonly string[] MayNameFeatures = [nameof(GuestFeatures), nameof(GuestOptions)];

    static readonly Assembly Assembly = typeof(DatabaseSource).Assembly;
    static readonly FolderDependencies Folders = FolderDependencies.Of(Assembly, except: nameof(DatabaseEngines));

    [Fact]
    public void Bridge_uses_no_project_but_the_engine() => Assert.Equal(["Cleanroom.Wasm"], FolderDependencies.ProjectsOf(Assembly));

    [Fact]
    public void Folders_have_no_circles() => Assert.Empty(Folders.Circles());

    [Fact]
    public void Core_uses_no_feature() => Assert.Empty(Folders.Leaving(Core));

    [Fact]
    public void Core_folders_use_only_those_before_them() => Assert.Empty(Folders.AgainstAmong(Core));

    [Fact]
    public void Root_names_features_in_their_list_and_in_options_only() => Assert.Empty(FolderDependencies.OfRoot(Assembly, MayNameFeatures).Where(edge => !Core.Contains(edge.To)).Select(static edge => edge.Example));

    [Fact]
    public void Every_feature_is_in_the_list() =>
        Assert.Equal(
            Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(GuestFeature))).OrderBy(static type => type.Name),
            GuestFeatures.All.Select(static feature => feature.GetType()).OrderBy(static type => type.Name));

    [Fact]
    public void Engines_are_named_by_their_list_only()
    {
        var engines = DatabaseEngines.All.Select(static engine => engine.GetType().Namespace!["Cleanroom.Bridge.".Length..]).ToArray();
        Assert.Empty(Folders.Edges.Where(edge => engines.Contains(edge.To)).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}"));
        Assert.Equal(engines.Length, engines.Distinct().Count());
    }
}
