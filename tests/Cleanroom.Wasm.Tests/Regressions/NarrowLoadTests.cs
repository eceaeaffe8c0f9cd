namespace Cleanroom.Wasm.Tests.Regressions;

/// <summary>Loads of fewer bytes than a float has, reinterpreted as a float.</summary>
public sealed class NarrowLoadTests
{
    [Theory]
    [InlineData("load8_s", 65535, 0xFFFFFF83)]
    [InlineData("load8_u", 65535, 0x83)]
    [InlineData("load16_s", 65534, 0xFFFF8384)]
    [InlineData("load16_u", 65534, 0x8384)]
    [InlineData("constant address", 0, 0x83)]
    [InlineData("by a local", 65534, 0x8384)]
    [InlineData("extended", 65532, 0x201)]
    [InlineData("masked", 65532, 0x201)]
    public void Reinterpreted_narrow_load_has_only_its_own_bits(string function, int address, uint bits)
    {
        var instance = RegressionGuest.Instantiate("narrow-load-reinterpreted");
        Assert.Equal(bits, (uint)instance.GetFunction(function)!.Invoke(Value.FromInt32(address))[0].AsBits());
    }
}
