using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;
using Cleanroom.Cli.Terminal;

namespace Cleanroom.Cli.Reports;

/// <summary>Writes reports to standard output: JSON, plain text, or coloured text on a terminal.</summary>
static class Report
{
    /// <summary>Writes a module report.</summary>
    public static void Write(ModuleReport report, bool asJson)
    {
        if (asJson) Send(JsonSerializer.Serialize(report, ReportJson.Default.ModuleReport));
        else Write(ModuleReportLayout.Of(report));
    }

    /// <summary>Writes the list of host functions.</summary>
    public static void Write(IReadOnlyList<HostFunctionDescription> functions, bool asJson)
    {
        if (asJson) Send(JsonSerializer.Serialize(functions, ReportJson.Default.IReadOnlyListHostFunctionDescription));
        else Write(HostFunctionLayout.Of(functions));
    }

    /// <summary>Writes sections.</summary>
    public static void Write(IReadOnlyList<ReportSection> sections)
    {
        // In a separate class, so that the terminal library is only loaded when it is used.
        if (Console.IsOutputRedirected) Send(PlainReport.Render(sections));
        else TerminalReport.Write(sections);
    }

    static void Send(string text) => StandardStreams.Output.Write(Encoding.UTF8.GetBytes(StandardError.Visible(text) + "\n"));
}
