using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Tests.Model;

public sealed class OpcodeTableTests
{
    [Fact]
    public void Every_opcode_has_a_row_of_its_own_name() =>
        Assert.All(Enum.GetValues<Opcode>(), static opcode =>
        {
            // i32.trunc_sat_f32_s and I32TruncSatF32S; the two forms of select share a name.
            var letters = opcode.Row().Name.Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(letters, opcode == Opcode.SelectTyped ? "select" : opcode.ToString(), ignoreCase: true);
        });

    [Fact]
    public void Every_row_has_an_opcode() =>
        Assert.All(Enumerable.Range(0, 0x100).Concat(Enumerable.Range(0xFC00, 0x400)).Where(static number => OpcodeTable.Find(number) is not null), static number => Assert.True(Enum.IsDefined((Opcode)number)));
}
