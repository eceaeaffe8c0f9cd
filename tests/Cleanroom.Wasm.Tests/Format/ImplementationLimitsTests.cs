using Cleanroom.Wasm.Model;
using Cleanroom.Wasm.Tests.Support;
using static Cleanroom.Wasm.Tests.Support.ModuleBuilder;

namespace Cleanroom.Wasm.Tests.Format;

/// <summary>What is too large is refused without large allocations.</summary>
public sealed class ImplementationLimitsTests
{
    const long MaxBytes = 200_000_000;

    static WasmFormatException Refused(byte[] module)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<WasmFormatException>(() => new Engine().Compile(module));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes);
        return error;
    }

    [Theory]
    [InlineData(1, "types")]
    [InlineData(2, "imports")]
    [InlineData(3, "functions")]
    [InlineData(4, "tables")]
    [InlineData(5, "memories")]
    [InlineData(6, "globals")]
    [InlineData(7, "exports")]
    [InlineData(9, "element segments")]
    [InlineData(10, "function bodies")]
    [InlineData(11, "data segments")]
    [InlineData(12, "data segments")]
    public void Count_declared_huge_is_refused(byte section, string what)
    {
        Assert.Contains(what, Refused(new ModuleBuilder().Section(section, ModuleBytes.Number(uint.MaxValue)).ToArray()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void Count_declared_larger_than_the_section_is_refused(byte section)
    {
        Refused(new ModuleBuilder().Section(section, ModuleBytes.Number(100_000)).ToArray());
    }

    [Fact]
    public void Parameters_too_many_are_refused() =>
        Assert.Contains("parameters", Refused(new ModuleBuilder().Section(1, [1, 0x60, .. ModuleBytes.Number(1_001), .. Repeat(1_001, I32), 0]).ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Results_too_many_are_refused() =>
        Assert.Contains("results", Refused(new ModuleBuilder().Section(1, [1, 0x60, 0, .. ModuleBytes.Number(1_001), .. Repeat(1_001, I32)]).ToArray()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(40_001u)]
    [InlineData(uint.MaxValue)]
    public void Locals_too_many_are_refused(uint count)
    {
        var error = Refused(OfBodies([0x60, 0, 0], [1, .. ModuleBytes.Number(count), I32, 0x0B]));

        Assert.Contains("too many locals: at most 40000", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, error.FunctionIndex);
    }

    [Fact]
    public void Locals_in_many_groups_are_counted_together() =>
        Refused(OfBodies([0x60, 0, 0], [3, .. Repeat(3, [.. ModuleBytes.Number(20_000), I64]), 0x0B]));

    [Fact]
    public void Locals_as_many_as_allowed_run()
    {
        var module = new Engine().Compile(OfBodies([0x60, 0, 0], [1, .. ModuleBytes.Number(40_000), I32, 0x41, 1, 0x21, .. ModuleBytes.Number(39_999), 0x0B]));

        new Linker().Instantiate(new Store(new ResourceLimits { StackBytes = 1 << 20 }), module).Export("f").Call();
    }

    [Fact]
    public void Operands_too_many_are_refused() =>
        Assert.Contains("more than 4000 operands", Refused(OfCode(Repeat(5_000, 0x41, 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void Operands_as_many_as_allowed_run()
    {
        var module = new Engine().Compile(OfCode([.. Repeat(4_000, 0x41, 1), .. Repeat(3_999, 0x6A), 0x1A]));

        new Linker().Instantiate(new Store(), module).Export("f").Call();
    }

    [Fact]
    public void Nesting_too_deep_is_refused() =>
        Assert.Contains("nested deeper than 50000", Refused(OfCode([.. Repeat(60_000, 0x02, Empty), .. Repeat(60_000, 0x0B)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0x02)]
    [InlineData(0x03)]
    public void Nesting_as_deep_as_allowed_runs(byte opcode)
    {
        var module = new Engine().Compile(OfCode([.. Repeat(49_000, opcode, Empty), .. Repeat(49_000, 0x0B)]));

        new Linker().Instantiate(new Store(), module).Export("f").Call();
    }

    [Fact]
    public void Branch_table_too_large_is_refused() =>
        Assert.Contains("branch targets", Refused(OfCode([0x41, 0, 0x0E, .. ModuleBytes.Number(65_521), .. new byte[65_522]])).Message, StringComparison.Ordinal);

    [Fact]
    public void Branch_table_declared_huge_is_refused() => Refused(OfCode([0x41, 0, 0x0E, .. ModuleBytes.Number(uint.MaxValue)]));

    [Fact]
    public void Branch_table_as_large_as_allowed_runs()
    {
        var module = new Engine().Compile(OfCode([0x41, 7, 0x0E, .. ModuleBytes.Number(65_520), .. new byte[65_521]]));

        new Linker().Instantiate(new Store(), module).Export("f").Call();
    }

    [Fact]
    public void Body_too_long_is_refused() =>
        Assert.Contains("the body has 7700002 bytes", Refused(OfCode(Repeat(7_700_000, 0x01))).Message, StringComparison.Ordinal);

    [Fact]
    public void Name_too_long_is_refused() =>
        Assert.Contains("bytes in a name", Refused(new ModuleBuilder().Section(2, [1, .. ModuleBytes.Number(100_001), .. new byte[100_001], 0, 0, 0]).ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Table_too_large_is_refused() =>
        Assert.Contains("at most 10000000", Refused(new ModuleBuilder().Section(4, [1, FuncRef, 0, .. ModuleBytes.Number(10_000_001)]).ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Memory_too_large_is_refused() =>
        Assert.Contains("65536 pages", Refused(new ModuleBuilder().Section(5, [1, 0, .. ModuleBytes.Number(65_537)]).ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Elements_declared_huge_are_refused() =>
        Refused(new ModuleBuilder().Section(4, 1, FuncRef, 0, 1).Section(9, [1, 0, 0x41, 0, 0x0B, .. ModuleBytes.Number(10_000_000)]).ToArray());

    [Fact]
    public void Types_as_many_as_allowed_are_read() =>
        Assert.Equal(200_000, ModuleDefinition.Parse(new ModuleBuilder().Section(1, [.. ModuleBytes.Number(200_000), .. Repeat(200_000, 0x60, 1, I32, 0)]).ToArray()).Types.Count);
}
