using System.Reflection;

namespace Cleanroom.Tests;

/// <summary>
/// The folders of a project (docs/architecture.md): the core, whose folders use only those before them, and features that use the core. The root namespace is
/// the face of the project; the list of features and the options that hold what users give to them live there.
/// </summary>
/// <param name="assembly">The project.</param>
/// <param name="core">The folders of the core, in order.</param>
/// <param name="featureLists">The types of the root namespace that name features.</param>
/// <param name="feature">The base class of features.</param>
/// <param name="features">The list of features.</param>
/// <param name="except">A type of a folder whose uses do not count: a list of what there is.</param>
public abstract class ProjectArchitecture(Assembly assembly, string[] core, string[] featureLists, Type feature, IEnumerable<object> features, string? except = null)
{
    private protected FolderDependencies Folders { get; } = FolderDependencies.Of(assembly, except);

    [Fact]
    public void Folders_have_no_circles() => Assert.Empty(Folders.Circles());

    [Fact]
    public void Core_uses_no_feature() => Assert.Empty(Folders.Leaving(core));

    [Fact]
    public void Core_folders_use_only_those_before_them() => Assert.Empty(Folders.AgainstAmong(core));

    [Fact]
    public void Root_names_features_in_their_list_and_in_options_only() =>
        Assert.Empty(FolderDependencies.OfRoot(assembly, featureLists).Where(edge => !core.Contains(edge.To)).Select(static edge => edge.Example));

    [Fact]
    public void Every_feature_is_in_the_list() =>
        Assert.Equal(
            assembly.GetTypes().Where(type => type.IsSubclassOf(feature)).OrderBy(static type => type.Name),
            features.Select(static one => one.GetType()).OrderBy(static type => type.Name));
}
