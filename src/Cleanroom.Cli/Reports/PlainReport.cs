using System.Text;

namespace Cleanroom.Cli.Reports;

/// <summary>A report as plain text: columns padded with spaces.</summary>
static class PlainReport
{
    /// <summary>Returns the text of a report.</summary>
    public static string Render(IReadOnlyList<ReportSection> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(section.Title).Append('\n');
            var columns = section.Rows.Count == 0 ? 0 : section.Rows.Max(row => row.Length);
            var widths = Enumerable.Range(0, columns).Select(column => section.Rows.Max(row => column < row.Length ? row[column].Length : 0)).ToArray();
            foreach (var row in section.Rows)
                text.Append("  ").Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }
        return text.ToString().TrimEnd('\n');
    }
}
