using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>How an import is satisfied.</summary>
public enum ImportStatus
{
    /// <summary>By a host function of the same type.</summary>
    Provided,

    /// <summary>By a host function whose arguments or result are converted.</summary>
    Adapted,

    /// <summary>By a neutral value: the function is meaningless outside a browser, or is not implemented yet.</summary>
    Stub,

    /// <summary>By the function's failure value: the module's own <c>clean:permissions</c> section does not allow it.</summary>
    Denied,

    /// <summary>Not satisfied: a call traps.</summary>
    Missing,
}

/// <summary>How one import of a module is satisfied.</summary>
/// <param name="Import">The import.</param>
/// <param name="Status">The status.</param>
/// <param name="Function">Canonical name of the function behind it, or null.</param>
/// <param name="Reading">How its type is read.</param>
/// <param name="AcceptedTypes">For a known name with an unknown type: the types that would match.</param>
public sealed record ImportReport(ImportDefinition Import, ImportStatus Status, string? Function, string Reading, IReadOnlyList<string> AcceptedTypes)
{
    /// <summary>Module, name and type, with the types that would match or a note that the import belongs to WASI.</summary>
    public override string ToString() =>
        $"{Import.Module}.{Import.Name} {Import.FunctionType}{(Import.IsWasi ? " (WASI, which Cleanroom does not provide)" : AcceptedTypes.Count == 0 ? "" : $" (accepted: {string.Join(", ", AcceptedTypes)})")}";
}
