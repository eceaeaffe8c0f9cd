namespace Cleanroom.Wasm.Tests.Regressions;

/// <summary>Rotations as conditions, and pairs of shifts that look like rotations.</summary>
public sealed class RotationTests
{
    [Theory]
    [InlineData("if rotl")]
    [InlineData("if rotr")]
    [InlineData("eqz rotl")]
    [InlineData("eqz rotl 64")]
    [InlineData("eqz rotr 64")]
    [InlineData("ne zero")]
    [InlineData("ne zero in a local")]
    [InlineData("br_if")]
    [InlineData("br_table")]
    [InlineData("select")]
    [InlineData("by a local")]
    [InlineData("by a call")]
    [InlineData("or of shifts")]
    [InlineData("or of shifts 64")]
    [InlineData("or of shifts in locals")]
    [InlineData("xor of shifts")]
    public void Rotation_as_condition_is_true_unless_zero(string function)
    {
        var answer = RegressionGuest.Instantiate("rotate-as-condition").GetFunction(function)!;
        Assert.Equal(0, answer.Invoke(Value.FromInt32(0))[0].AsInt32());
        Assert.Equal(1, answer.Invoke(Value.FromInt32(1))[0].AsInt32());
    }

    [Theory]
    [InlineData("32", 0x12345678, 0, 0)]
    [InlineData("32", 0x12345678, 32, 0)]
    [InlineData("32", 0x12345678, 8, 0x34567812)]
    [InlineData("32 by locals", 0x12345678, 0, 0)]
    [InlineData("64", 0x123456789ABCDEF0, 0, 0)]
    [InlineData("64", 0x123456789ABCDEF0, 64, 0)]
    [InlineData("64", 0x123456789ABCDEF0, 8, 0x3456789ABCDEF012)]
    [InlineData("64 masked", 0x123456789ABCDEF0, 0, 0)]
    public void Exclusive_or_of_shifts_is_zero_where_neither_shifts(string function, long value, int count, long expected)
    {
        var shifts = RegressionGuest.Instantiate("xor-of-shifts").GetFunction(function)!;
        Assert.Equal(expected, shifts.Invoke(Value.FromInt64(value), Value.FromInt32(count))[0].AsInt64());
    }
}
