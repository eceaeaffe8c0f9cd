using System.Globalization;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Cli.Reports;

/// <summary>Arranges a module report for display.</summary>
static class ModuleReportLayout
{
    static readonly string[] StatusOrder = ["missing", "stub", "adapted", "provided"];

    /// <summary>Returns the non-empty sections of the report.</summary>
    public static IReadOnlyList<ReportSection> Of(ModuleReport report)
    {
        ReportSection[] sections =
        [
            new("module", [.. Overview(report)]),
            new($"imports: {report.ImportCount}", [.. Imports(report)]),
            new("handlers", [.. report.Handlers.Select(Describe)]),
            new("exports that hosts use", [.. report.HostExports.Select(Describe)]),
            new("permissions", [.. report.Permissions.Select(permission => new[] { permission.Allowed ? "allowed" : "denied", permission.Name })]),
            new("known defects of this compiler", [.. report.KnownDefects.Select(defect => new[] { defect })]),
            new("sections", [.. report.Sections.Select(section => new[] { section.IsCustom ? $"custom {section.Name}" : section.Name, Bytes(section.Size) })]),
        ];
        return [.. sections.Where((section, index) => index < 2 || section.Rows.Count > 0)];
    }

    static IEnumerable<string[]> Overview(ModuleReport report)
    {
        yield return ["file", report.File];
        yield return ["size", Bytes(report.Size)];
        yield return ["SHA-256", report.Sha256];
        yield return ["generation", $"{report.Generation} ({report.Fingerprint})"];
        yield return ["compiler", report.CompilerVersion ?? "does not tell its version"];
        yield return ["memory", report.Memory is { } memory ? Describe(memory) : "none"];
        yield return ["entry point", report.EntryPoint ?? "none"];
        yield return ["content", $"{Count(report.DefinedFunctions, "function")}, {Count(report.ExportCount, "export")}, {Bytes(report.DataBytes)} of data"];
        yield return ["needs", report.Needs.Count == 0 ? "no grants" : string.Join(", ", report.Needs)];
        foreach (var warning in report.Warnings) yield return ["warning", warning];
    }

    static IEnumerable<string[]> Imports(ModuleReport report) =>
        report.Imports.OrderBy(import => Array.IndexOf(StatusOrder, import.Status)).ThenBy(import => import.Module, StringComparer.Ordinal).ThenBy(import => import.Name, StringComparer.Ordinal)
            .Select(import => new[] { import.Status == "stub" ? "neutral stub" : import.Status, $"{import.Module}.{import.Name}", import.Type, Reading(import) });

    static string Reading(ReportedImport import)
    {
        var canonical = import.Function is { } function && function != import.Name ? $"as {function}" : "";
        var accepted = import.AcceptedTypes.Count == 0 ? "" : $"accepted: {string.Join(" ", import.AcceptedTypes)}";
        return string.Join("; ", new[] { import.Reading, canonical, accepted }.Where(part => part.Length > 0));
    }

    static string[] Describe(ReportedExport export) => [export.Name, export.Type ?? export.Kind];

    static string Describe(ReportedMemory memory)
    {
        var max = memory.MaximumPages is { } pages ? $"at most {Pages(pages)}" : "no maximum";
        return $"{Pages(memory.MinimumPages)}, {max}; tier {memory.Tier}: limit {Megabytes(memory.LimitBytes)}";
    }

    static string Pages(uint pages) => $"{Count((int)pages, "page")} ({Megabytes((ulong)pages * MemoryType.PageSize)})";

    static string Megabytes(ulong bytes) => bytes < 1048576 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.###} MB");

    static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} bytes");

    static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
