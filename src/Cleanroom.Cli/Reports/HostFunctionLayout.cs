using Cleanroom.Bridge.Binding;

namespace Cleanroom.Cli.Reports;

/// <summary>Arranges the list of host functions for display.</summary>
static class HostFunctionLayout
{
    /// <summary>Returns one section per import module.</summary>
    public static IReadOnlyList<ReportSection> Of(IReadOnlyList<HostFunctionDescription> functions) =>
    [
        .. functions.GroupBy(function => function.Module).Select(module => new ReportSection(
            $"{module.Key}: {module.Count()} functions",
            [
                .. module.Select(function => new[]
                {
                    function.Name, string.Join(" ", function.Types), function.Aliases.Count == 0 ? "" : "also " + string.Join(", ", function.Aliases),
                }),
            ])),
    ];
}
