using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

/// <summary>What the specification says about the ends of what instructions take, where engines have gone wrong.</summary>
public sealed class BoundaryTests
{
    readonly Instance _instance = Guest.Instantiate("boundary");

    int Call(string export, params int[] arguments) => Invoke(export, [.. arguments.Select(Value.FromInt32)]) is [var result] ? result.AsInt32() : 0;

    Value[] Invoke(string export, params Value[] arguments) => _instance.Export(export).Invoke(arguments);

    void Traps(TrapKind kind, string export, params int[] arguments) => Assert.Equal(kind, _instance.Export(export).Trap([.. arguments.Select(Value.FromInt32)]).Kind);

    [Fact]
    public void Table_accesses_end_at_its_size()
    {
        Call("table.get", 3);
        Call("table.set", 3);
        foreach (var beyond in (int[])[4, int.MaxValue, int.MinValue, -1])
        {
            Traps(TrapKind.TableOutOfBounds, "table.get", beyond);
            Traps(TrapKind.TableOutOfBounds, "table.set", beyond);
            Traps(TrapKind.UndefinedElement, "call_indirect", beyond);
        }
        Assert.Equal(1, Call("call_indirect", 3));
    }

    [Fact]
    public void Table_grows_to_its_maximum_and_no_further()
    {
        Assert.Equal(4, Call("table.grow", 0));
        Assert.Equal(-1, Call("table.grow", 5));
        Assert.Equal(-1, Call("table.grow", -1));
        Assert.Equal(4, Call("table.grow", 4));
        Assert.Equal(-1, Call("table.grow", 1));
        Assert.Equal(8, Call("table.grow", 0));
        Assert.Equal(8, Call("table.size"));
        Traps(TrapKind.UninitializedElement, "call_indirect", 7);
        Traps(TrapKind.UndefinedElement, "call_indirect", 8);
    }

    [Fact]
    public void Bulk_operations_on_tables_may_touch_their_end_and_write_nothing_when_they_trap()
    {
        foreach (var export in (string[])["table.copy", "table.init"])
        {
            Call(export, 4, 0, 0);
            Traps(TrapKind.TableOutOfBounds, export, 5, 0, 0);
            Traps(TrapKind.TableOutOfBounds, export, 0, 5, 0);
            Traps(TrapKind.TableOutOfBounds, export, 2, 0, 3);
            Traps(TrapKind.TableOutOfBounds, export, 0, 0, -1);
            Traps(TrapKind.TableOutOfBounds, export, -1, 0, 2);
        }
        Call("table.fill", 4, 0);
        Traps(TrapKind.TableOutOfBounds, "table.fill", 5, 0);
        Traps(TrapKind.TableOutOfBounds, "table.fill", 3, 2);
        Traps(TrapKind.TableOutOfBounds, "table.fill", 1, -1);
        Traps(TrapKind.UninitializedElement, "call_indirect", 2);
        Traps(TrapKind.UninitializedElement, "call_indirect", 3);
        Call("table.init", 1, 0, 3);
        Assert.Equal(1, Call("call_indirect", 3));
    }

    [Fact]
    public void Dropped_element_segment_is_empty()
    {
        Call("elem.drop");
        Call("table.init", 0, 0, 0);
        Traps(TrapKind.TableOutOfBounds, "table.init", 0, 0, 1);
        Traps(TrapKind.TableOutOfBounds, "table.init", 0, 1, 0);
    }

    [Fact]
    public void Memory_that_cannot_grow_gives_minus_one_and_stays()
    {
        foreach (var pages in (int[])[3, 65536, int.MaxValue, int.MinValue, -1]) Assert.Equal(-1, Call("memory.grow", pages));
        Assert.Equal(1, Call("memory.size"));
        Assert.Equal(1, Call("memory.grow", 2));
        Assert.Equal(-1, Call("memory.grow", 1));
        Assert.Equal(3, Call("memory.grow", 0));
    }

    [Theory]
    [InlineData("i32.shl", 0x40000001, 32, 0x40000001)]
    [InlineData("i32.shl", 0x40000001, 33, int.MinValue + 2)]
    [InlineData("i32.shl", 1, -1, int.MinValue)]
    [InlineData("i32.shr_s", int.MinValue, 63, -1)]
    [InlineData("i32.shr_s", int.MinValue, int.MinValue, int.MinValue)]
    [InlineData("i32.shr_u", int.MinValue, -1, 1)]
    [InlineData("i32.shr_u", -1, 64, -1)]
    [InlineData("i32.rotl", int.MinValue + 1, 33, 3)]
    [InlineData("i32.rotl", 0x12345678, 32, 0x12345678)]
    [InlineData("i32.rotr", 3, 33, int.MinValue + 1)]
    [InlineData("i32.rotr", 1, -31, int.MinValue)]
    public void Shift_of_32_bits_counts_modulo_32(string export, int value, int count, int expected) => Assert.Equal(expected, Call(export, value, count));

    [Theory]
    [InlineData("i32.shl 32", 7, 7)]
    [InlineData("i32.shr_s 33", -4, -2)]
    [InlineData("i32.rotl -1", 1, int.MinValue)]
    public void Shift_of_32_bits_by_a_constant_counts_modulo_32(string export, int value, int expected) => Assert.Equal(expected, Call(export, value));

    [Theory]
    [InlineData("i64.shl", 3, 64, 3)]
    [InlineData("i64.shl", 3, 127, long.MinValue)]
    [InlineData("i64.shl", 1, 32, 1L << 32)]
    [InlineData("i64.shr_s", long.MinValue, -1, -1)]
    [InlineData("i64.shr_u", long.MinValue, 127, 1)]
    [InlineData("i64.shr_u", -1, long.MinValue, -1)]
    [InlineData("i64.rotl", long.MinValue + 1, 65, 3)]
    [InlineData("i64.rotr", 3, 65, long.MinValue + 1)]
    [InlineData("i64.rotr", 1, 1L << 40, 1)]
    public void Shift_of_64_bits_counts_modulo_64(string export, long value, long count, long expected) =>
        Assert.Equal(expected, Invoke(export, Value.FromInt64(value), Value.FromInt64(count))[0].AsInt64());

    [Theory]
    [InlineData("i64.shl 64", 7, 7)]
    [InlineData("i64.shr_u 65", -1, long.MaxValue)]
    [InlineData("i64.rotr 64", 5, 5)]
    public void Shift_of_64_bits_by_a_constant_counts_modulo_64(string export, long value, long expected) =>
        Assert.Equal(expected, Invoke(export, Value.FromInt64(value))[0].AsInt64());

    [Theory]
    [InlineData("min", "-0", "0", "-0")]
    [InlineData("min", "0", "-0", "-0")]
    [InlineData("max", "-0", "0", "0")]
    [InlineData("max", "0", "-0", "0")]
    [InlineData("max", "-0", "-0", "-0")]
    [InlineData("min", "NaN", "1", "NaN")]
    [InlineData("min", "1", "NaN", "NaN")]
    [InlineData("max", "NaN", "Infinity", "NaN")]
    [InlineData("max", "-Infinity", "NaN", "NaN")]
    [InlineData("min", "-Infinity", "1", "-Infinity")]
    [InlineData("copysign", "1", "-0", "-1")]
    [InlineData("copysign", "-0", "1", "0")]
    [InlineData("copysign", "0", "-Infinity", "-0")]
    [InlineData("copysign", "Infinity", "-1", "-Infinity")]
    public void Signed_zeros_infinities_and_NaN_of_two_operands(string operation, string left, string right, string expected)
    {
        var wide = Invoke("f64." + operation, Value.FromDouble(Parse(left)), Value.FromDouble(Parse(right)))[0].AsDouble();
        var narrow = Invoke("f32." + operation, Value.FromSingle((float)Parse(left)), Value.FromSingle((float)Parse(right)))[0].AsSingle();

        Same(Parse(expected), wide);
        Same(Parse(expected), narrow);
    }

    [Theory]
    [InlineData("-0", "-0")]
    [InlineData("-0.5", "-0")]
    [InlineData("0.5", "0")]
    [InlineData("1.5", "2")]
    [InlineData("2.5", "2")]
    [InlineData("-2.5", "-2")]
    [InlineData("8388609", "8388609")]
    [InlineData("NaN", "NaN")]
    [InlineData("-Infinity", "-Infinity")]
    public void Nearest_rounds_ties_to_even_and_keeps_the_sign(string value, string expected)
    {
        Same(Parse(expected), Invoke("f64.nearest", Value.FromDouble(Parse(value)))[0].AsDouble());
        Same(Parse(expected), Invoke("f32.nearest", Value.FromSingle((float)Parse(value)))[0].AsSingle());
    }

    [Fact]
    public void Copysign_changes_only_the_sign_of_NaN()
    {
        const long payload = 0x7FF8_0000_0000_1234;

        var result = Invoke("f64.copysign", Value.FromBits(ValueType.F64, payload), Value.FromDouble(-1))[0];

        Assert.Equal(payload | long.MinValue, BitConverter.DoubleToInt64Bits(result.AsDouble()));
    }

    // As text, because -0 and 0 are equal as numbers.
    static double Parse(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    static void Same(double expected, double found)
    {
        if (double.IsNaN(expected)) Assert.True(double.IsNaN(found));
        else Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(found));
    }
}
