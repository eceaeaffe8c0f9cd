using System.Reflection;
using Mono.Cecil;

namespace Cleanroom.Tests;

/// <summary>Which folders of a project use which, read from the built assembly: a namespace is a folder. The root namespace is the face of the project and does not count.</summary>
sealed class FolderDependencies
{
    readonly string _root;
    readonly SortedDictionary<(string From, string To), string> _edges = [];

    FolderDependencies(string root) => _root = root;

    /// <summary>Every use between two folders, with an example of two types.</summary>
    public IEnumerable<(string From, string To, string Example)> Edges => _edges.Select(static edge => (edge.Key.From, edge.Key.To, edge.Value));

    /// <summary>Reads an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="except">A type whose uses do not count: the list of what there is.</param>
    public static FolderDependencies Of(Assembly assembly, string? except = null)
    {
        using var definition = AssemblyDefinition.ReadAssembly(assembly.Location);
        var dependencies = new FolderDependencies(assembly.GetName().Name!);
        foreach (var type in definition.MainModule.GetTypes().Where(type => Outermost(type).Namespace != dependencies._root && Outermost(type).Name != except))
            foreach (var used in UsesOf(type)) dependencies.Add(Outermost(type), used);
        return dependencies;
    }

    /// <summary>The projects of this repository that an assembly uses.</summary>
    public static IEnumerable<string> ProjectsOf(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(static reference => reference.Name!).Where(static name => name.StartsWith("Cleanroom.", StringComparison.Ordinal)).Order();

    /// <summary>Reads what the types of the root namespace use.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="except">Types whose uses do not count.</param>
    public static IEnumerable<(string From, string To, string Example)> OfRoot(Assembly assembly, IReadOnlyList<string> except)
    {
        using var definition = AssemblyDefinition.ReadAssembly(assembly.Location);
        var root = assembly.GetName().Name!;
        var dependencies = new FolderDependencies(root);
        foreach (var type in definition.MainModule.GetTypes().Where(type => Outermost(type).Namespace == root && !except.Contains(Outermost(type).Name)))
            foreach (var used in UsesOf(type)) dependencies.Add(Outermost(type), used);
        return dependencies.Edges;
    }

    /// <summary>The uses of other folders by some folders.</summary>
    public IEnumerable<string> Leaving(IReadOnlyList<string> folders) =>
        Edges.Where(edge => folders.Contains(edge.From) && !folders.Contains(edge.To)).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}");

    /// <summary>The uses between some folders that go against their order, in which each may use those before it.</summary>
    public IEnumerable<string> AgainstAmong(IReadOnlyList<string> order) =>
        Edges.Where(edge => Array.IndexOf([.. order], edge.To) is >= 0 and var to && Array.IndexOf([.. order], edge.From) is >= 0 and var from && to > from).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}");

    /// <summary>The uses that lead from a folder to itself over others, as lines that name two types each; none where the folders have no circle.</summary>
    public IEnumerable<string> Circles() =>
        Edges.Where(edge => Reaches(edge.To, edge.From)).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}");

    /// <summary>The uses that go against an order, in which each folder may use those before it.</summary>
    public IEnumerable<string> Against(IReadOnlyList<string> order) =>
        Edges.Where(edge => Array.IndexOf([.. order], edge.To) is var to && (to < 0 || to > Array.IndexOf([.. order], edge.From))).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}");

    void Add(TypeReference from, TypeReference? used)
    {
        if (used is GenericInstanceType generic)
            foreach (var argument in generic.GenericArguments) Add(from, argument);
        if (used is TypeSpecification specification) Add(from, specification.ElementType);
        else if (used is not (null or GenericParameter or FunctionPointerType)) AddFolder(from, Outermost(used));
    }

    void AddFolder(TypeReference from, TypeReference used)
    {
        if (used.Scope is AssemblyNameReference || (FolderOf(from) ?? (from.Namespace == _root ? "." : null)) is not { } user || FolderOf(used) is not { } folder || user == folder) return;
        _edges.TryAdd((user, folder), $"{from.Name} uses {used.Name}");
    }

    string? FolderOf(TypeReference type) => type.Namespace.StartsWith(_root + ".", StringComparison.Ordinal) ? type.Namespace[(_root.Length + 1)..] : null;

    bool Reaches(string from, string to)
    {
        var (seen, pending) = (new HashSet<string>(), new Stack<string>([from]));
        while (pending.TryPop(out var folder))
        {
            if (folder == to) return true;
            if (!seen.Add(folder)) continue;
            foreach (var edge in _edges.Keys.Where(edge => edge.From == folder)) pending.Push(edge.To);
        }
        return false;
    }

    static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }

    static IEnumerable<TypeReference?> UsesOf(TypeDefinition type)
    {
        yield return type.BaseType;
        foreach (var implemented in type.Interfaces) yield return implemented.InterfaceType;
        foreach (var field in type.Fields) yield return field.FieldType;
        foreach (var attribute in type.CustomAttributes) yield return attribute.AttributeType;
        foreach (var used in type.Methods.SelectMany(UsesOf)) yield return used;
    }

    static IEnumerable<TypeReference?> UsesOf(MethodDefinition method)
    {
        foreach (var used in SignatureOf(method)) yield return used;
        foreach (var attribute in method.CustomAttributes.Concat(method.Parameters.SelectMany(static parameter => parameter.CustomAttributes))) yield return attribute.AttributeType;
        if (!method.HasBody) yield break;
        foreach (var variable in method.Body.Variables) yield return variable.VariableType;
        foreach (var used in method.Body.Instructions.SelectMany(static instruction => UsesOf(instruction.Operand))) yield return used;
    }

    static IEnumerable<TypeReference?> UsesOf(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [generic.DeclaringType, .. SignatureOf(generic), .. generic.GenericArguments],
        MethodReference called => [called.DeclaringType, .. SignatureOf(called)],
        _ => [],
    };

    static IEnumerable<TypeReference?> SignatureOf(MethodReference method) => [method.ReturnType, .. method.Parameters.Select(static parameter => parameter.ParameterType)];
}
