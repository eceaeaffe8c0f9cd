using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>
/// Adapts host functions to the types that a module's imports declare. Matching happens once, when the module is compiled; a call is a direct call of the
/// method with arguments read from guest memory.
/// </summary>
sealed class ImportBinder(HostFunctionCatalog catalog, ModuleGeneration generation, ModulePermissions? permissions) : IHostImports
{
    readonly List<ImportReport> _reports = [];
    readonly List<Waits> _waits = [];

    /// <summary>How each import of the module is satisfied, in the order of the imports.</summary>
    public IReadOnlyList<ImportReport> Reports => _reports;

    /// <summary>What each import may wait for, in the order of the imports.</summary>
    public IReadOnlyList<Waits> ImportWaits => _waits;

    /// <inheritdoc/>
    public HostImport? Resolve(ImportDefinition import)
    {
        var binding = Bind(import);
        _reports.Add(binding.Report);
        _waits.Add(binding.Waits);
        return binding.Import;
    }

    (ImportReport Report, HostImport Import, Waits Waits) Bind(ImportDefinition import)
    {
        var type = import.FunctionType!;
        var candidates = catalog.Find(import.Module, import.Name);
        foreach (var candidate in candidates)
            foreach (var form in candidate.Forms)
                if (ImportPlan.Fit(candidate, form, type) is { } plan)
                    return permissions is not null && ModulePermissions.IsGated(import.Name) && !permissions.Allows(import.Name) ? Deny(import, candidate) : Provide(import, plan);
        if (candidates.Count == 0 && NeutralFunctions.Find(import.Name) is { } neutral && neutral.Accepts(type))
            return (new ImportReport(import, ImportStatus.Stub, neutral.Name, neutral.Describe(), []), AdapterEmitter.EmitNeutral(neutral, import), Waits.None);
        if (candidates.Count == 0 && catalog.Unavailable.GetValueOrDefault(import.Name) is { } later && later.Accepts(type))
            return (new ImportReport(import, ImportStatus.Stub, later.Name, $"not there yet: {later.Describe()}", []), AdapterEmitter.EmitRefused(later, import, nameof(GuestArguments.LogUnavailable)), Waits.None);
        string[] accepted = [.. candidates.SelectMany(candidate => candidate.Forms.Select(form => candidate.NaturalType(form).ToString())).Distinct()];
        return (new ImportReport(import, ImportStatus.Missing, null, accepted.Length == 0 ? "unknown name" : "unknown type", accepted), AdapterEmitter.EmitUnknown(import), Waits.None);
    }

    (ImportReport Report, HostImport Import, Waits Waits) Provide(ImportDefinition import, ImportPlan plan)
    {
        var unpackedTwice = generation.HttpUnpacksTwice && import.Name.StartsWith("http_", StringComparison.Ordinal);
        var status = plan.IsNatural ? ImportStatus.Provided : ImportStatus.Adapted;
        return (new ImportReport(import, status, plan.Function.Attribute.Name, plan.Describe(), []), AdapterEmitter.Emit(plan, import, unpackedTwice), plan.Function.Waits);
    }

    static (ImportReport Report, HostImport Import, Waits Waits) Deny(ImportDefinition import, HostFunction function)
    {
        var denied = new NeutralFunction(function.Attribute.Name, function.Result == ResultKind.Pointer ? "" : null);
        return (new ImportReport(import, ImportStatus.Denied, denied.Name, $"denied by clean:permissions: {denied.Describe()}", []), AdapterEmitter.EmitRefused(denied, import, nameof(GuestArguments.LogDenied)), Waits.None);
    }
}
