using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>What can be found out about a module without running it (contract, abi 16).</summary>
public sealed record ModuleReport
{
    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>SHA-256 of the file in hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The compiler generation: an exact version, a range, or <c>guide</c>.</summary>
    public required string Generation { get; init; }

    /// <summary>The deciding feature of the module.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The exact compiler version, if the module states it.</summary>
    public required string? CompilerVersion { get; init; }

    /// <summary>The memory, or null when it has none.</summary>
    public required ReportedMemory? Memory { get; init; }

    /// <summary>The export that <c>run</c> calls, or null.</summary>
    public required string? EntryPoint { get; init; }

    /// <summary>Functions defined in the module.</summary>
    public required int DefinedFunctions { get; init; }

    /// <summary>Number of imports.</summary>
    public required int ImportCount { get; init; }

    /// <summary>Number of exports.</summary>
    public required int ExportCount { get; init; }

    /// <summary>What the user must grant for its imports.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Warnings to read before running it.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The imports, in order.</summary>
    public required IReadOnlyList<ReportedImport> Imports { get; init; }

    /// <summary>The exports that hosts use, excluding handlers.</summary>
    public required IReadOnlyList<ReportedExport> HostExports { get; init; }

    /// <summary>The exported handlers of routes, pages and events.</summary>
    public required IReadOnlyList<ReportedExport> Handlers { get; init; }

    /// <summary>Imported functions that need a permission; empty without a <c>clean:permissions</c> section.</summary>
    public required IReadOnlyList<ReportedPermission> Permissions { get; init; }

    /// <summary>Known defects of the compiler.</summary>
    public required IReadOnlyList<string> KnownDefects { get; init; }

    /// <summary>The sections, in order.</summary>
    public required IReadOnlyList<ReportedSection> Sections { get; init; }

    /// <summary>Total size of the data segments in bytes.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Creates the report of a module.</summary>
    public static ModuleReport Of(CleanModule module, string file)
    {
        ArgumentNullException.ThrowIfNull(module);
        var definition = module.Definition;
        var bytes = definition.Binary;
        var permissions = ModulePermissions.Of(definition);
        return new ModuleReport
        {
            File = file,
            Size = bytes.Length,
            Sha256 = CleanModule.Hash(bytes.Span),
            Generation = module.Generation.Description,
            Fingerprint = module.Generation.Fingerprint,
            CompilerVersion = module.Generation.CompilerVersion,
            Memory = ReportedMemory.Of(module),
            EntryPoint = module.EntryPoint,
            DefinedFunctions = definition.Functions.Count - definition.ImportedFunctions,
            ImportCount = definition.Imports.Count,
            ExportCount = definition.Exports.Count,
            Needs = NeededGrants.Of(definition),
            Warnings = [.. FindWarnings(module, permissions)],
            Imports = [.. module.Imports.Select(ReportedImport.Of)],
            HostExports = [.. definition.Exports.Where(IsUsedByHosts).Select(export => ReportedExport.Of(definition, export))],
            Handlers = [.. definition.Exports.Where(IsHandler).Select(export => ReportedExport.Of(definition, export))],
            Permissions = permissions is null ? [] :
                [.. definition.Imports.Where(import => ModulePermissions.IsGated(import.Name)).Select(import => new ReportedPermission(import.Name, permissions.Allows(import.Name)))],
            KnownDefects = Modules.KnownDefects.Of(definition, module.Generation),
            Sections = [.. ModuleSections.Of(bytes).Select(section => new ReportedSection(section.Name, section.IsCustom, section.Size))],
            DataBytes = definition.DataSegments.Sum(segment => (long)segment.Content.Length),
        };
    }

    static IEnumerable<string> FindWarnings(CleanModule module, ModulePermissions? permissions)
    {
        if (module.EntryPoint is null) yield return "no entry point: none of _start, start, main, _main and init is exported with type (); run refuses this module";
        var missing = module.Imports.Count(import => import.Status == ImportStatus.Missing);
        if (missing > 0) yield return $"{missing} {(missing == 1 ? "import is" : "imports are")} missing: the program traps when it calls one; run --strict refuses this module";
        if (module.Definition.Memories is [var memory, ..] && (ulong)memory.Minimum * MemoryType.PageSize > module.Tier.MaxBytes)
            yield return "the module starts with more memory than its tier allows: run needs --max-memory";
        if (permissions is { IsReadable: false }) yield return "the section clean:permissions cannot be read: all gated functions are denied";
    }

    static bool IsHandler(ExportDefinition export) =>
        export.Kind == ExternalKind.Function
        && (HasPrefix(export, "__route_handler_") || HasPrefix(export, "__page_handler_") || HasPrefix(export, "handle_event_"));

    static bool IsUsedByHosts(ExportDefinition export) =>
        export.Name is "memory" or "_start" or "start" or "main" or "_main" or "init" or "_run_tests" or "malloc" or "free" or "__heap_ptr" or "scope_push" or "scope_pop"
            or "__indirect_function_table" or "__dispatch_route"
        || HasPrefix(export, "__migration_");

    static bool HasPrefix(ExportDefinition export, string prefix) => export.Name.StartsWith(prefix, StringComparison.Ordinal);
}

/// <summary>The memory of a module.</summary>
/// <param name="MinimumPages">Initial number of pages.</param>
/// <param name="MaximumPages">Maximum number of pages that the module declares, or null.</param>
/// <param name="Tier">The tier that it declares.</param>
/// <param name="LimitBytes">Maximum size in bytes without <c>--max-memory</c>.</param>
public sealed record ReportedMemory(uint MinimumPages, uint? MaximumPages, string Tier, ulong LimitBytes)
{
    internal static ReportedMemory? Of(CleanModule module) => module.Definition.Memories is not [var memory, ..] ? null
        : new(memory.Minimum, memory.Maximum, module.Tier.Name, Math.Min(module.Tier.MaxBytes, (memory.Maximum ?? ulong.MaxValue / MemoryType.PageSize) * (ulong)MemoryType.PageSize));
}

/// <summary>An import and how it is satisfied.</summary>
/// <param name="Module">The import's module field.</param>
/// <param name="Name">The import's name field.</param>
/// <param name="Type">The type that the module declares.</param>
/// <param name="Status"><c>provided</c>, <c>adapted</c>, <c>stub</c>, <c>denied</c> or <c>missing</c>.</param>
/// <param name="Function">Canonical name of the function behind it, or null.</param>
/// <param name="Reading">How its type is read.</param>
/// <param name="AcceptedTypes">For a known name with an unknown type: the types that would match.</param>
public sealed record ReportedImport(string Module, string Name, string Type, string Status, string? Function, string Reading, IReadOnlyList<string> AcceptedTypes)
{
    internal static ReportedImport Of(ImportReport import) => new(
        import.Import.Module, import.Import.Name, import.Import.FunctionType!.ToString(), import.Status.ToString().ToLowerInvariant(), import.Function, import.Reading, import.AcceptedTypes);
}

/// <summary>An export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>function</c>, <c>memory</c>, <c>table</c> or <c>global</c>.</param>
/// <param name="Type">The type of a function, else null.</param>
public sealed record ReportedExport(string Name, string Kind, string? Type)
{
    internal static ReportedExport Of(ModuleDefinition module, ExportDefinition export) => new(
        export.Name, export.Kind.ToString().ToLowerInvariant(), export.Kind == ExternalKind.Function ? module.Functions[export.Index].ToString() : null);
}

/// <summary>A function that needs a permission.</summary>
/// <param name="Name">The imported name.</param>
/// <param name="Allowed">True when the section <c>clean:permissions</c> lists it.</param>
public sealed record ReportedPermission(string Name, bool Allowed);

/// <summary>A section of the binary.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsCustom">True for a custom section.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record ReportedSection(string Name, bool IsCustom, int Size);
