namespace Cleanroom.Cli.Reports;

/// <summary>A heading followed by rows with equal numbers of cells.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Rows">The rows.</param>
/// <param name="IsHelp">Whether the rows are text and names of options, shown in the plain style.</param>
sealed record ReportSection(string Title, IReadOnlyList<string[]> Rows, bool IsHelp = false);
