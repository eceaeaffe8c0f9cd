using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The options of the contract that say how a module is to be taken.</summary>
public sealed class AbiOptionTests
{
    const string Lifted = "1048576", Unlifted = "4200", NoGrowth = "-1";

    static readonly string[] NoTrap = ["--grow-failure", "return"];

    [Theory]
    [InlineData("auto", "0")]
    [InlineData("0.30.13", "1")]
    [InlineData("0.30.48", "0")]
    [InlineData("guide", "0")]
    public void Abi_decides_what_functions_answer(string generation, string comparison) =>
        Assert.Equal(comparison + Lifted + NoGrowth, Tool.Run(["run", Tool.Guest("abi"), "--abi", generation, .. NoTrap]).Output);

    [Theory]
    [InlineData("0", Unlifted)]
    [InlineData("512KB", "524288")]
    [InlineData("3MB", "3145728")]
    public void HeapLift_decides_where_the_heap_goes_on(string size, string address) =>
        Assert.Equal("0" + address + NoGrowth, Tool.Run(["run", Tool.Guest("abi"), "--heap-lift", size, .. NoTrap]).Output);

    [Theory]
    [InlineData("auto", "trap", 1)]
    [InlineData("guide", "trap", 1)]
    [InlineData("guide", "return", 0)]
    public void GrowFailure_traps_or_returns(string generation, string action, int exitCode)
    {
        var result = Tool.Run("run", Tool.Guest("abi"), "--abi", generation, "--grow-failure", action);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 0, result.Output.EndsWith(NoGrowth, StringComparison.Ordinal));
    }

    [Fact]
    public void GrowFailure_traps_by_default_for_modules_of_a_compiler_alone()
    {
        Assert.Equal(1, Tool.Run("run", Tool.Guest("abi")).ExitCode);
        Assert.Equal(0, Tool.Run("run", Tool.Guest("abi"), "--abi", "guide").ExitCode);
    }

    [Theory]
    [InlineData("--abi", "latest")]
    [InlineData("--heap-lift", "much")]
    [InlineData("--grow-failure", "panic")]
    public void Wrong_value_ends_with_2_and_an_example(string option, string value)
    {
        var result = Tool.Run("run", Tool.Guest("abi"), option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{option} {value}: ", result.Error, StringComparison.Ordinal);
    }
}
