namespace Cleanroom.Server.Tests;

/// <summary>The folders of the server: the core, and features that use it. The root namespace is its face; <c>Features</c>, which names all of them, lives there.</summary>
public sealed class ArchitectureTests
{
    // Each uses only those before it.
    static readonly string[] Core = ["Applications", "Pipeline", "Hosting"];

    // What of the root namespace names features: their list, and the options that hold what users give to them.
    static readonly string[] MayNameFeatures = ["Features", "CleanServerOptions"];

    static readonly FolderDependencies Folders = FolderDependencies.Of(typeof(CleanApplication).Assembly);

    [Fact]
    public void Server_uses_the_projects_below_it() => Assert.Equal(["Cleanroom.Bridge", "Cleanroom.Wasm"], FolderDependencies.ProjectsOf(typeof(CleanApplication).Assembly));

    [Fact]
    public void Folders_have_no_circles() => Assert.Empty(Folders.Circles());

    [Fact]
    public void Core_uses_no_feature() => Assert.Empty(Folders.Leaving(Core));

    [Fact]
    public void Core_folders_use_only_those_before_them() => Assert.Empty(Folders.AgainstAmong(Core));

    [Fact]
    public void Root_names_features_in_their_list_and_in_options_only() =>
        Assert.Empty(FolderDependencies.OfRoot(typeof(CleanApplication).Assembly, MayNameFeatures).Where(edge => !Core.Contains(edge.To)).Select(static edge => edge.Example));

    [Fact]
    public void Every_feature_is_in_the_list() =>
        Assert.Equal(
            typeof(CleanApplication).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(Feature))).OrderBy(static type => type.Name),
            Features.All.Select(static feature => feature.GetType()).OrderBy(static type => type.Name));
}
