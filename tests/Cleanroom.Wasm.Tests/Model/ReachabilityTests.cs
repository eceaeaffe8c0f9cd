using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Model;

/// <summary>Which imports a function can come to call.</summary>
public sealed class ReachabilityTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("direct", 0)]
    [InlineData("over_others", 0, 1)]
    [InlineData("indirect", 1, 2)]
    [InlineData("in_dead_code", 0)]
    [InlineData("import", 2)]
    public void Imports_are_found_over_other_functions_cycles_and_the_table(string export, params int[] imports)
    {
        var module = Guest.Compile("reachable");
        Assert.Equal(imports, module.ImportsReachableFrom(module.FindFunction(export)!.Value));
    }
}
