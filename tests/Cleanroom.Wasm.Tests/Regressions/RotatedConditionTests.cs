namespace Cleanroom.Wasm.Tests.Regressions;

/// <summary>Found by fuzzing: a condition that is a rotation was decided by the flags of another instruction.</summary>
public sealed class RotatedConditionTests
{
    [Theory]
    [InlineData("i32.rotr")]
    [InlineData("i32.rotl")]
    [InlineData("i64.rotr")]
    [InlineData("i64.rotl")]
    [InlineData("tee")]
    [InlineData("select")]
    public void Rotated_zero_is_no_true_condition(string export) =>
        Assert.Equal(0, RegressionGuest.Instantiate("rotated-condition").GetFunction(export)!.Call<int>());
}
