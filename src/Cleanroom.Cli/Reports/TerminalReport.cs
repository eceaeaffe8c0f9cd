using Cleanroom.Cli.Terminal;
using Spectre.Console;

namespace Cleanroom.Cli.Reports;

/// <summary>Writes a report to a terminal: coloured headings and states, columns wrapped to the terminal's width.</summary>
static class TerminalReport
{
    /// <summary>Writes a report.</summary>
    public static void Write(IReadOnlyList<ReportSection> sections)
    {
        foreach (var section in sections)
        {
            AnsiConsole.Write(new Text(StandardError.Visible(section.Title) + "\n", new Style(decoration: Decoration.Bold)));
            if (section.Rows.Count > 0) AnsiConsole.Write(new Padder(TableOf(section), new Padding(2, 0, 0, 0)));
            AnsiConsole.WriteLine();
        }
    }

    static Table TableOf(ReportSection section)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        var columns = section.Rows.Max(row => row.Length);
        for (var column = 0; column < columns; column++) table.AddColumn(new TableColumn("") { NoWrap = column == 0 && columns > 1, Padding = new Padding(0, 0, column == columns - 1 ? 0 : 2, 0) });
        foreach (var row in section.Rows) table.AddRow(row.Select((cell, column) => new Text(StandardError.Visible(cell), column == 0 && !section.IsHelp ? StyleOf(cell) : Style.Plain)));
        return table;
    }

    static Style StyleOf(string label) => label switch
    {
        "provided" or "adapted" or "allowed" => new Style(Color.Green),
        "neutral stub" or "warning" => new Style(Color.Yellow),
        "missing" or "denied" => new Style(Color.Red),
        _ => new Style(decoration: Decoration.Dim),
    };
}
