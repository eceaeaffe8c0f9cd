using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Bridge.Abi;

/// <summary>
/// Adapts host functions to the types that a module's imports declare. What fits is decided once, when the module is compiled; a call is a direct call of
/// the method with its arguments read from guest memory.
/// </summary>
sealed class ImportBinder(HostFunctionCatalog catalog) : IHostImports
{
    readonly List<ImportReport> _reports = [];

    /// <summary>How each import of the module is satisfied, in the order of the imports.</summary>
    public IReadOnlyList<ImportReport> Reports => _reports;

    /// <inheritdoc/>
    public HostImport? Resolve(ImportDefinition import)
    {
        var binding = Bind(import);
        _reports.Add(binding.Report);
        return binding.Import;
    }

    (ImportReport Report, HostImport Import) Bind(ImportDefinition import)
    {
        var type = import.FunctionType!;
        var candidates = catalog.Find(import.Module, import.Name);
        foreach (var candidate in candidates)
            foreach (var form in candidate.Forms)
                if (ImportPlan.Fit(candidate, form, type) is { } plan)
                    return (new ImportReport(import, plan.IsNatural ? ImportStatus.Provided : ImportStatus.Adapted, candidate.Attribute.Name, plan.Describe(), []), AdapterEmitter.Emit(plan, import));
        if (candidates.Count == 0 && NeutralFunctions.Find(import.Name) is { } neutral && neutral.Fits(type))
            return (new ImportReport(import, ImportStatus.Stub, neutral.Name, neutral.Describe(), []), AdapterEmitter.EmitNeutral(neutral, import));
        string[] accepted = [.. candidates.SelectMany(candidate => candidate.Forms.Select(form => candidate.NaturalType(form).ToString())).Distinct()];
        return (new ImportReport(import, ImportStatus.Missing, null, accepted.Length == 0 ? "unknown name" : "unknown type", accepted), AdapterEmitter.EmitUnknown(import));
    }
}
