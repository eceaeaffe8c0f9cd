using Cleanroom.Tests;
using Mono.Cecil;

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
    public void Folders_have_no_circles() => Assert.Empty(Folders.Circles());

    [Fact]
    public void Core_uses_no_feature() =>
        Assert.Empty(Folders.Edges.Where(edge => Core.Contains(edge.From) && !Core.Contains(edge.To)).Select(edge => $"{edge.From} -> {edge.To}: {edge.Example}"));

    [Fact]
    public void Core_folders_use_only_those_before_them() =>
        Assert.Empty(Folders.Edges.Where(edge => Core.Contains(edge.From) && Core.Contains(edge.To) && Array.IndexOf(Core, edge.To) > Array.IndexOf(Core, edge.From)).Select(edge => $"{edge.From} -> {edge.To}: {edge.Example}"));

    [Fact]
    public void Root_names_features_in_their_list_and_in_options_only()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(CleanApplication).Assembly.Location);
        var features = assembly.MainModule.Types.Where(static type => FolderOf(type) is { } folder && !Core.Contains(folder)).Select(static type => type.FullName).ToHashSet();
        var root = assembly.MainModule.Types.Where(static type => type.Namespace == "Cleanroom.Server" && !MayNameFeatures.Contains(type.Name)).SelectMany(WithNested);
        var named = root.SelectMany(type => type.Fields.Select(static field => field.FieldType)
            .Concat(type.Methods.SelectMany(UsesOf)).Where(used => features.Contains(used.FullName)).Select(used => $"{type.Name} uses {used.Name}"));
        Assert.Empty(named);
    }

    [Fact]
    public void Every_feature_is_in_the_list() =>
        Assert.Equal(
            typeof(CleanApplication).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(Feature))).OrderBy(static type => type.Name),
            Features.All.Select(static feature => feature.GetType()).OrderBy(static type => type.Name));

    static string? FolderOf(TypeDefinition type) => type.Namespace.StartsWith("Cleanroom.Server.", StringComparison.Ordinal) ? type.Namespace["Cleanroom.Server.".Length..] : null;

    static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    static IEnumerable<TypeReference> UsesOf(MethodDefinition method) => method.Parameters.Select(static parameter => parameter.ParameterType).Append(method.ReturnType)
        .Concat(!method.HasBody ? [] : method.Body.Variables.Select(static variable => variable.VariableType).Concat(method.Body.Instructions.SelectMany(static instruction => instruction.Operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod generic => [generic.DeclaringType, .. generic.GenericArguments],
            MemberReference member => [member.DeclaringType],
            _ => (IEnumerable<TypeReference>)[],
        })));
}
