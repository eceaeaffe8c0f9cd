using System.Reflection;
using Cleanroom.Bridge.Modules;

namespace Cleanroom.Bridge.Binding;

/// <summary>Host functions, by every name that imports may use.</summary>
sealed class HostFunctionCatalog
{
    const string MemoryModule = "memory_runtime";

    readonly List<HostFunction> _functions;
    readonly Dictionary<(string Module, string Name), List<HostFunction>> _declared = [];

    // Derived spellings contain a dot. Most modules import none, and deriving all of them takes time at every start.
    readonly Lazy<Dictionary<(string Module, string Name), List<HostFunction>>> _spelled;

    HostFunctionCatalog(List<HostFunction> functions)
    {
        _functions = functions;
        AddDeclared(_declared);
        _spelled = new(AllNames);
    }

    /// <summary>The portable host functions.</summary>
    public static HostFunctionCatalog Portable { get; } = new(HostFunctionMetadata.Read(typeof(HostFunctionCatalog).Assembly));

    /// <summary>Finds a function that is not implemented yet by any of its names: it links, returns its failure value and logs the call.</summary>
    public Func<string, NeutralFunction?> FindUnavailable { get; init; } = static _ => null;

    /// <summary>Every host function, listed once.</summary>
    public IReadOnlyList<HostFunction> Functions => _functions;

    /// <summary>Every name that functions are found under.</summary>
    public IEnumerable<(string Module, string Name)> Names => _spelled.Value.Keys;

    /// <summary>Returns this catalog extended with the host functions of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="findUnavailable">Finds a function that is not implemented yet by its name.</param>
    public HostFunctionCatalog With(Assembly assembly, Func<string, NeutralFunction?> findUnavailable) =>
        new([.. _functions, .. HostFunctionMetadata.Read(assembly)]) { FindUnavailable = findUnavailable };

    /// <summary>Returns this catalog extended with an embedder's host functions, whose names must be new.</summary>
    /// <param name="types">Types with attributed static methods.</param>
    /// <exception cref="HostException">A type has no host function, or a name is taken.</exception>
    public HostFunctionCatalog With(IReadOnlyList<Type> types)
    {
        if (types.Count == 0) return this;
        var added = types.SelectMany(FunctionsOf).ToList();
        foreach (var function in added)
            if (Find(function.Attribute.Module, function.Attribute.Name).Count > 0)
                throw new HostException($"the host function {function.Attribute.Module}.{function.Attribute.Name} of {function.Method.DeclaringType} is one of Cleanroom's: give it another name");
        return new HostFunctionCatalog([.. _functions, .. added]) { FindUnavailable = FindUnavailable };
    }

    /// <summary>Returns the functions with a name in the order in which they are tried; empty for an unknown name.</summary>
    public IReadOnlyList<HostFunction> Find(string module, string name) =>
        (name.Contains('.', StringComparison.Ordinal) ? _spelled.Value : _declared).TryGetValue((module, name), out var functions) ? functions : [];

    static List<HostFunction> FunctionsOf(Type type)
    {
        var functions = new List<HostFunction>();
        foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            if (method.GetCustomAttribute<HostFunctionAttribute>() is { } attribute) functions.Add(new HostFunction(method.Module, method.MetadataToken, attribute));
        return functions.Count > 0 ? functions : throw new HostException($"{type} has no host functions: mark static methods with [HostFunction(\"name\")]");
    }

    void AddDeclared(Dictionary<(string Module, string Name), List<HostFunction>> names)
    {
        foreach (var function in _functions)
        {
            Add(names, function, function.Attribute.Name, isDeclared: true);
            foreach (var alias in function.Attribute.Aliases) Add(names, function, alias, isDeclared: true);
        }
    }

    // Declared names take precedence over derived spellings of other names.
    Dictionary<(string Module, string Name), List<HostFunction>> AllNames()
    {
        var names = new Dictionary<(string Module, string Name), List<HostFunction>>();
        AddDeclared(names);
        foreach (var function in _functions)
            foreach (var name in function.Attribute.Aliases.Append(function.Attribute.Name))
                foreach (var spelling in FunctionName.Spellings(name)) Add(names, function, spelling, isDeclared: false);
        return names;
    }

    static void Add(Dictionary<(string Module, string Name), List<HostFunction>> names, HostFunction function, string name, bool isDeclared)
    {
        AddIn(function.Attribute.Module);
        if (function.Attribute.Module == MemoryModule) AddIn(HostFunctionAttribute.DefaultModule);

        void AddIn(string module)
        {
            if (!names.TryGetValue((module, name), out var functions)) names[(module, name)] = functions = [];
            else if (functions.Contains(function) || !isDeclared && functions.Any(other => other.Attribute.Name != function.Attribute.Name)) return;
            functions.Add(function);
        }
    }
}
