namespace Cleanroom.Server.Tests.Contract;

/// <summary>The rules of must-never.md against the tests that carry their numbers.</summary>
public sealed class ContractRulesTests
{
    // Rules without a test, with what they wait for. A rule leaves the list with its first test.
    static readonly Dictionary<string, string> Untested = new()
    {
        ["N110"] = "pages",
        ["N123"] = "islands",
        ["N137"] = "mail",
        ["N138"] = "jobs",
        ["N139"] = "schedules",
        ["N141"] = "MCP",
        ["N143"] = "development snapshots",
        ["N153"] = "pages and islands",
        ["N147"] = "a rule for the tests themselves: they use real servers and engines",
        ["N154"] = "a rule for the source: codes come from where errors arise",
    };

    [Fact]
    public void Every_rule_has_a_test_or_a_reason_why_it_has_none() => Assert.Equal(Untested.Keys.Order(), ContractRules.All.Where(static rule => !ContractRules.Tested.Contains(rule)).Order());

    [Fact]
    public void Tests_name_no_rule_that_does_not_exist() => Assert.Empty(ContractRules.Tested.Except(ContractRules.All));
}
