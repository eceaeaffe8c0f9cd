using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

/// <summary>Division by a zero that the just-in-time compiler can find out: RyuJIT drops a remainder by zero that is only compared with zero, and its trap with it.</summary>
public sealed class DivisionByZeroTests
{
    static readonly Module Module = Guest.Compile("division_by_zero");

    public static TheoryData<string> Functions() => [.. Module.Definition.Exports.Select(static export => export.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Known_zero_traps_whatever_the_result_is_for(string function)
    {
        var instance = new Linker().Instantiate(new Store { SurvivesTraps = true }, Module);
        var export = instance.Export(function);
        foreach (var dividend in (int[])[0, 1, -1, 8, int.MinValue])
            Assert.Equal(TrapKind.IntegerDivideByZero, export.Trap(export.Type.Parameters[0] == ValueType.I64 ? Value.FromInt64(dividend) : Value.FromInt32(dividend)).Kind);
    }

    [Theory]
    [InlineData("dropped_remainder", -1)]
    [InlineData("dropped_remainder_select", int.MinValue)]
    public void Remainder_that_decides_a_branch_without_effect_traps(string guest, int dividend) =>
        Assert.Equal(TrapKind.IntegerDivideByZero, Guest.Instantiate(guest).Export("run").Trap(Value.FromInt32(dividend)).Kind);
}
