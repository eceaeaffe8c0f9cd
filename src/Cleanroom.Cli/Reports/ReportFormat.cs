namespace Cleanroom.Cli.Reports;

/// <summary>How a report is written.</summary>
enum ReportFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For scripts: one JSON document.</summary>
    Json,
}
