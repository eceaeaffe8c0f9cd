using System.Text.RegularExpressions;

namespace Cleanroom.Tests;

/// <summary>The rules of <c>docs/contract/must-never.md</c> and the tests that carry them.</summary>
static partial class ContractRules
{
    /// <summary>Every rule: N1, N2, …</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. RuleRow().Matches(File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "contract", "must-never.md"))).Select(static match => match.Groups[1].Value)];

    /// <summary>The rules that tests of any project carry as trait.</summary>
    public static IReadOnlySet<string> Tested { get; } = Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .SelectMany(static file => Trait().Matches(File.ReadAllText(file))).Select(static match => match.Groups[1].Value).ToHashSet();

    [GeneratedRegex(@"^\| (N\d+) \|", RegexOptions.Multiline)]
    private static partial Regex RuleRow();

    [GeneratedRegex(@"\[Trait\(""Rule"", ""(N\d+)""\)\]")]
    private static partial Regex Trait();
}
