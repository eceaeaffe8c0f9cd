namespace Cleanroom.Tests;

/// <summary>Text for pages that tests generate.</summary>
static class Markdown
{
    /// <summary>Returns plain text as Markdown that shows it, also inside a table.</summary>
    public static string Escape(string text) =>
        text.Replace("_", "\\_", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
