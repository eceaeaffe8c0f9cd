using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The functions of a server in a program that is run: nothing is missing, nothing is served (contract, functions 13).</summary>
public sealed class RunServerFunctionTests
{
    const string Hint = "This program is a web application";

    [Fact]
    public void Request_functions_answer_what_they_answer_outside_of_a_request()
    {
        var result = Tool.Run("run", Tool.Guest("unserved"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("GET\n/\n\n{}\n\n000", result.Output);
    }

    [Fact]
    public void Program_that_registers_a_route_is_called_a_web_application() =>
        Assert.Contains($"{Hint}: `cleanroom serve {Tool.Guest("unserved")}` serves it.", Tool.Run("run", Tool.Guest("unserved")).Error, StringComparison.Ordinal);

    [Fact]
    public void Program_that_only_imports_the_functions_is_not_called_one_when_it_traps()
    {
        var result = Tool.Run("run", Tool.Guest("declared"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("trapped: unreachable", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_misses_nothing_that_a_server_has() => Assert.Equal(0, Tool.Run("run", Tool.Guest("unserved"), "--strict").ExitCode);
}
