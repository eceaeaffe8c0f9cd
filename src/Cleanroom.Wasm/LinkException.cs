using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>An import of a module is missing or has another type.</summary>
public sealed class LinkException : Exception
{
    internal LinkException(ImportDefinition import, string reason)
        : base($"{import.Kind.ToString().ToLowerInvariant()} import {import.Module}.{import.Name}{(import.FunctionType is { } type ? " " + type : "")}: {reason}") => Import = import;

    /// <summary>The import.</summary>
    public ImportDefinition Import { get; }
}
