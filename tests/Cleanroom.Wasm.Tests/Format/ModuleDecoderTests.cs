using Cleanroom.Wasm.Model;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Format;

public sealed class ModuleDecoderTests
{
    static WasmFormatException Refused(byte[] module) => Assert.Throws<WasmFormatException>(() => ModuleDefinition.Parse(module));

    [Fact]
    public void Magic_number_missing_is_refused_at_the_start()
    {
        var error = Refused("<!DOCTYPE html>"u8.ToArray());

        Assert.Equal(0, error.Offset);
        Assert.Contains("not a WebAssembly module", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Component_is_refused_by_name()
    {
        var error = Refused([0, (byte)'a', (byte)'s', (byte)'m', 0x0D, 0, 1, 0]);

        Assert.Equal(4, error.Offset);
        Assert.Contains("component", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_unknown_is_refused_with_the_known_one()
    {
        Assert.Contains("1 expected", Refused([0, (byte)'a', (byte)'s', (byte)'m', 2, 0, 0, 0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_longer_than_the_module_is_refused_with_both_sizes()
    {
        var error = Refused([.. new ModuleBuilder().ToArray(), 1, 200, 1]);

        Assert.Equal(8, error.Offset);
        Assert.Contains("type section has 200 bytes, 0 are left", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_unknown_names_section_and_offset()
    {
        var error = Refused(new ModuleBuilder().Section(1, 1, 0x60, 0, 0).Section(3, 1, 9).ToArray());

        Assert.Equal("function", error.Section);
        Assert.Equal(8 + 6 + 3, error.Offset);
        Assert.Contains("unknown type 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("function section, offset 0x11", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instruction_wrong_names_the_function_by_the_name_section()
    {
        var module = TestGuests.Read("names");
        var call = IndexOf(module, [0x20, 0x00, 0x10, 0x01, 0x10, 0x00]);
        module[call + 3] = 0x55;

        var error = Refused(module);

        Assert.Equal("code", error.Section);
        Assert.Equal(2, error.FunctionIndex);
        Assert.Equal("second_function", error.FunctionName);
        Assert.Equal(call + 2, error.Offset);
        Assert.Contains("unknown function 85", error.Message, StringComparison.Ordinal);
        Assert.Contains("function 2 (second_function)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Simd_instruction_is_refused_by_name()
    {
        var error = Refused(ModuleBuilder.OfCode([0xFD, 0x0C, .. new byte[16], 0x1A]));

        Assert.Contains("v128.const", error.Message, StringComparison.Ordinal);
        Assert.Contains("SIMD", error.Message, StringComparison.Ordinal);
        Assert.Equal("f", error.FunctionName);
    }

    [Fact]
    public void Name_section_damaged_is_ignored()
    {
        var module = new ModuleBuilder().Section(0, [4, .. "name"u8, 1, 200]).ToArray();

        Assert.Single(ModuleDefinition.Parse(module).CustomSections);
    }

    [Theory]
    [InlineData("names")]
    [InlineData("traps")]
    public void Module_cut_anywhere_is_refused(string guest)
    {
        var module = TestGuests.Read(guest);
        // A cut between sections can leave a valid module; everything else is an error with a place.
        for (var length = 0; length < module.Length; length++)
        {
            try
            {
                ModuleDefinition.Parse(module.AsMemory(0, length));
            }
            catch (WasmFormatException error)
            {
                Assert.InRange(error.Offset, -1, length);
            }
        }
    }

    static int IndexOf(byte[] bytes, ReadOnlySpan<byte> pattern) => bytes.AsSpan().IndexOf(pattern) is var at and >= 0 ? at : throw new ArgumentException("not found");
}
