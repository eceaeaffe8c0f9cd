namespace Cleanroom.Cli.Reports;

/// <summary>A heading and rows of equally many cells below it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Rows">The rows.</param>
sealed record ReportSection(string Title, IReadOnlyList<string[]> Rows);
