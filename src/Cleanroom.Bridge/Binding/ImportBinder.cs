using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>
/// Adapts host functions to the types that a module's imports declare. Matching happens once, when the module is compiled; a call is a direct call of the
/// method with arguments read from guest memory.
/// </summary>
sealed class ImportBinder(HostFunctionCatalog catalog, ModuleGeneration generation, ModulePermissions? permissions) : IHostImports
{
    readonly List<ImportBinding> _bindings = [];

    /// <summary>How each import of the module is satisfied, in the order of the imports.</summary>
    public IReadOnlyList<ImportBinding> Bindings => _bindings;

    /// <inheritdoc/>
    public HostImport? Resolve(ImportDefinition import)
    {
        var binding = Bind(import);
        _bindings.Add(binding);
        return binding.Import;
    }

    ImportBinding Bind(ImportDefinition import)
    {
        var type = import.FunctionType!;
        var candidates = catalog.Find(import.Module, import.Name);
        foreach (var candidate in candidates)
            foreach (var form in candidate.Forms)
                if (ImportPlan.Fit(candidate, form, type) is { } plan)
                    return permissions is not null && ModulePermissions.IsGated(import.Name) && !permissions.Allows(import.Name) ? Deny(import, candidate) : Provide(import, plan);
        if (candidates.Count == 0 && NeutralFunctions.Find(import.Name) is { } neutral && neutral.Accepts(type))
            return new ImportBinding(new ImportReport(import, ImportStatus.Stub, neutral.Name, neutral.Describe(), []), AdapterEmitter.EmitNeutral(neutral, import), Waits.None);
        if (candidates.Count == 0 && catalog.FindUnavailable(import.Name) is { } later && later.Accepts(type))
            return new ImportBinding(new ImportReport(import, ImportStatus.Stub, later.Name, $"not there yet: {later.Describe()}", []), AdapterEmitter.EmitRefused(later, import, nameof(GuestArguments.LogUnavailable)), Waits.None);
        string[] accepted = [.. candidates.SelectMany(candidate => candidate.Forms.Select(form => candidate.NaturalType(form).ToString())).Distinct()];
        return new ImportBinding(new ImportReport(import, ImportStatus.Missing, null, accepted.Length == 0 ? "unknown name" : "unknown type", accepted), AdapterEmitter.EmitUnknown(import), Waits.None);
    }

    ImportBinding Provide(ImportDefinition import, ImportPlan plan)
    {
        var unpackedTwice = generation.HttpUnpacksTwice && import.Name.StartsWith("http_", StringComparison.Ordinal);
        var status = plan.IsNatural ? ImportStatus.Provided : ImportStatus.Adapted;
        return new ImportBinding(new ImportReport(import, status, plan.Function.Attribute.Name, plan.Describe(), []), AdapterEmitter.Emit(plan, import, unpackedTwice), plan.Function.Waits);
    }

    static ImportBinding Deny(ImportDefinition import, HostFunction function)
    {
        var denied = new NeutralFunction(function.Attribute.Name, function.Result == ResultKind.Pointer ? "" : null);
        return new ImportBinding(new ImportReport(import, ImportStatus.Denied, denied.Name, $"denied by clean:permissions: {denied.Describe()}", []), AdapterEmitter.EmitRefused(denied, import, nameof(GuestArguments.LogDenied)), Waits.None);
    }
}
