using System.Text;
using System.Text.RegularExpressions;
using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The help of the verbs, and the tables of the documentation that are made from it.</summary>
public sealed partial class HelpTests
{
    [Fact]
    public void Help_of_cleanroom_lists_the_verbs()
    {
        var help = Tool.Run("--help");
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        foreach (var verb in new[] { "run", "serve", "inspect" }) Assert.Matches($@"\n  {verb} +\S", help.Output);
    }

    [Theory]
    [InlineData("run", "Limits,Access,Database,Program", "--dir,--env,--storage,--timeout,--max-memory,--strict,--verbose,--print-newline,--debug")]
    [InlineData("serve", "Server,HTTPS,Requests,Sessions,Static files,Protection,Access,Database,Program,Limits", "--port,--tls-cert,--body-limit,--session-store,--static,--rate-limit,--dir,--debug")]
    [InlineData("inspect", "Program", "--abi,--format,--functions")]
    public void Help_lists_the_options_by_group(string verb, string groups, string options)
    {
        var help = Tool.Run(verb, "--help");
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        foreach (var group in groups.Split(',')) Assert.Contains($"\n{group}\n  -", help.Output, StringComparison.Ordinal);
        foreach (var option in options.Split(',')) Assert.Matches($@"\n  (-\w, )?{option}.*  \S", help.Output);
    }

    [Fact]
    public void Options_of_run_in_the_documentation_are_those_of_the_help()
    {
        const string start = "<!-- The tables up to the end mark are made from `cleanroom run --help`; do not edit. -->\n", end = "<!-- end -->\n";
        var page = Path.Combine(SharedData.Repository, "docs", "command-line.md");
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(start, StringComparison.Ordinal) + start.Length, text.IndexOf(end, StringComparison.Ordinal));
        var expected = text[..from] + Tables(Tool.Run("run", "--help").Output) + text[to..];
        if (Environment.GetEnvironmentVariable("CLEANROOM_WRITE_DOCS") == "1") File.WriteAllText(page, expected);
        Assert.True(File.ReadAllText(page) == expected, "docs/command-line.md is stale: run this test with CLEANROOM_WRITE_DOCS=1");
    }

    static string Tables(string help)
    {
        var tables = new StringBuilder();
        foreach (var section in help.Split("\n\n").Where(section => section.Contains("\n  -", StringComparison.Ordinal)))
        {
            var lines = section.TrimEnd().Split('\n');
            tables.Append($"\n**{lines[0]}**\n\n| option | meaning |\n|---|---|\n");
            foreach (var line in lines[1..])
                if (Row().Match(line) is { Success: true } row) tables.Append($"| `{row.Groups[1].Value}` | {Markdown.Escape(row.Groups[2].Value)} |\n");
        }
        return tables.Append('\n').ToString();
    }

    [GeneratedRegex(@"^  (\S+(?: \S+)*)  +(.*)$")]
    private static partial Regex Row();
}
