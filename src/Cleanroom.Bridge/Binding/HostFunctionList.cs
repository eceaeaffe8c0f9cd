namespace Cleanroom.Bridge.Binding;

/// <summary>Public description of a host function.</summary>
/// <param name="Module">The import's module field.</param>
/// <param name="Name">The canonical name.</param>
/// <param name="Aliases">Other names for it.</param>
/// <param name="Types">The import types that need no adaptation; other types are adapted.</param>
public sealed record HostFunctionDescription(string Module, string Name, IReadOnlyList<string> Aliases, IReadOnlyList<string> Types);

/// <summary>The host functions that modules can import.</summary>
public static class HostFunctionList
{
    /// <summary>The portable functions, by module and name.</summary>
    public static IReadOnlyList<HostFunctionDescription> Portable => Of(HostFunctionCatalog.Portable);

    internal static IReadOnlyList<HostFunctionDescription> Of(HostFunctionCatalog catalog)
    {
        var names = catalog.Names.ToLookup(name => catalog.Find(name.Module, name.Name)[0]);
        return
        [
            .. catalog.Functions.GroupBy(function => (function.Attribute.Module, function.Attribute.Name)).Select(functions => new HostFunctionDescription(
                functions.Key.Module,
                functions.Key.Name,
                [.. functions.SelectMany(function => names[function]).Select(name => name.Name).Where(name => name != functions.Key.Name).Distinct().Order(StringComparer.Ordinal)],
                [.. functions.SelectMany(function => function.Forms.Select(form => function.NaturalType(form).ToString())).Distinct()]))
                .OrderBy(function => function.Module, StringComparer.Ordinal).ThenBy(function => function.Name, StringComparer.Ordinal),
        ];
    }
}
