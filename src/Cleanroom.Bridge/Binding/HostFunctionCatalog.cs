using System.Reflection;
using Cleanroom.Bridge.Modules;

namespace Cleanroom.Bridge.Binding;

/// <summary>All host functions of some assemblies, by every name that imports may use.</summary>
sealed class HostFunctionCatalog
{
    const string MemoryModule = "memory_runtime", EnvironmentModule = "env";

    readonly Dictionary<(string Module, string Name), List<HostFunction>> _byName = [];
    readonly List<HostFunction> _functions = [];

    readonly HostFunctionCatalog? _basis;

    HostFunctionCatalog(HostFunctionCatalog? basis = null) => _basis = basis;

    /// <summary>The portable host functions.</summary>
    public static HostFunctionCatalog Portable { get; } = Of(typeof(HostFunctionCatalog).Assembly);

    /// <summary>Functions that are not implemented yet, by every name: they link, return their failure value and log the call.</summary>
    public IReadOnlyDictionary<string, NeutralFunction> Unavailable { get; init; } = new Dictionary<string, NeutralFunction>();

    /// <summary>Every host function, listed once.</summary>
    public IReadOnlyList<HostFunction> Functions => _functions;

    /// <summary>Every name that functions are found under.</summary>
    public IEnumerable<(string Module, string Name)> Names => _byName.Keys;

    /// <summary>Collects the attributed methods of assemblies.</summary>
    public static HostFunctionCatalog Of(params ReadOnlySpan<Assembly> assemblies) => Of(assemblies, new Dictionary<string, NeutralFunction>());

    /// <summary>Collects the attributed methods of assemblies.</summary>
    /// <param name="assemblies">The assemblies.</param>
    /// <param name="unavailable">Functions that are not implemented yet, by every name.</param>
    public static HostFunctionCatalog Of(ReadOnlySpan<Assembly> assemblies, IReadOnlyDictionary<string, NeutralFunction> unavailable)
    {
        var catalog = new HostFunctionCatalog { Unavailable = unavailable };
        foreach (var assembly in assemblies)
            foreach (var type in assembly.GetTypes())
                if (type is { IsAbstract: true, IsSealed: true }) catalog.AddMethods(type);
        catalog.AddNames();
        return catalog;
    }

    /// <summary>Returns this catalog extended with an embedder's host functions, whose names must be new.</summary>
    /// <param name="types">Types with attributed static methods.</param>
    /// <exception cref="HostException">A type has no host function, or a name is taken.</exception>
    public HostFunctionCatalog With(IReadOnlyList<Type> types)
    {
        if (types.Count == 0) return this;
        var catalog = new HostFunctionCatalog(this) { Unavailable = Unavailable };
        foreach (var type in types)
        {
            var before = catalog._functions.Count;
            catalog.AddMethods(type);
            if (catalog._functions.Count == before) throw new HostException($"{type} has no host functions: mark static methods with [HostFunction(\"name\")]");
        }
        foreach (var function in catalog._functions)
            if (Find(function.Attribute.Module, function.Attribute.Name).Count > 0)
                throw new HostException($"the host function {function.Attribute.Module}.{function.Attribute.Name} of {function.Method.DeclaringType} is one of Cleanroom's: give it another name");
        catalog.AddNames();
        return catalog;
    }

    /// <summary>Returns the functions with a name in the order in which they are tried; empty for an unknown name.</summary>
    public IReadOnlyList<HostFunction> Find(string module, string name) => _byName.TryGetValue((module, name), out var functions) ? functions : _basis?.Find(module, name) ?? [];

    // Declared names take precedence over derived spellings of other names.
    void AddNames()
    {
        foreach (var function in _functions)
            foreach (var name in function.Attribute.Aliases.Append(function.Attribute.Name)) AddName(function, name, claimed: true);
        foreach (var function in _functions)
            foreach (var name in function.Attribute.Aliases.Append(function.Attribute.Name))
                foreach (var spelling in FunctionName.Spellings(name)) AddName(function, spelling, claimed: false);
    }

    void AddMethods(Type type)
    {
        foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            if (method.IsDefined(typeof(HostFunctionAttribute), inherit: false) && method.GetCustomAttribute<HostFunctionAttribute>() is { } attribute) _functions.Add(new HostFunction(method, attribute));
    }

    void AddName(HostFunction function, string name, bool claimed)
    {
        Add(function.Attribute.Module, name);
        if (function.Attribute.Module == MemoryModule) Add(EnvironmentModule, name);

        void Add(string module, string key)
        {
            if (!_byName.TryGetValue((module, key), out var functions)) _byName[(module, key)] = functions = [];
            else if (functions.Contains(function) || !claimed && functions.Any(other => other.Attribute.Name != function.Attribute.Name)) return;
            functions.Add(function);
        }
    }
}
