using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Diagnostics;

public sealed class TrapTests
{
    static readonly int[] OneElement = [0];

    readonly Instance _instance = Guest.Instantiate("traps", null, new Linker().Define("env", "fail", (int n) => n switch
    {
        0 => throw new OverflowException("a host's own overflow"),
        1 => throw new DivideByZeroException(),
        2 => OneElement[n],
        3 => throw new TrapException(TrapKind.Host, "not allowed"),
        _ => n,
    }));

    Value[] Integers(params int[] values) => [.. values.Select(Value.FromInt32)];

    [Fact]
    public void Frames_name_functions_with_parameter_types_and_module_offsets()
    {
        var trap = _instance.Export("deep").Trap(Value.FromInt32(7));

        Assert.Equal(TrapKind.Unreachable, trap.Kind);
        Assert.Equal("unreachable", trap.Message);
        Assert.Equal(["inner", "middle", "deep"], trap.Frames.Select(frame => frame.FunctionName));
        Assert.Equal(["(iI)i", "(di)i", "(i)i"], trap.Frames.Select(frame => frame.Type.ToString()));
        var module = Guest.Read("traps");
        // unreachable; then the calls, whose statements begin with the operands below them.
        Assert.Equal(0x00, module[trap.Frames[0].ModuleOffset]);
        Assert.Equal([0x10, 2], module[trap.Frames[1].ModuleOffset..][..2]);
        Assert.Equal([0x10, 3], module[trap.Frames[2].ModuleOffset..][..2]);
        Assert.StartsWith($"inner(i32, i64) at 0x{trap.Frames[0].ModuleOffset:x}", trap.Frames[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_of_endless_recursion_are_the_innermost_and_those_where_it_began()
    {
        var instance = Guest.Instantiate("recursion", null, new Linker().Define("env", "again", (int _) => { }));

        var trap = instance.Export("enter").Trap(Value.FromInt32(0));

        Assert.Equal([.. Enumerable.Repeat("direct", 29), "enter"], trap.Frames.Select(frame => frame.FunctionName));
        Assert.InRange(trap.OmittedFrames, 1000, 1_000_000);
        Assert.Equal(0, _instance.Export("deep").Trap(Value.FromInt32(7)).OmittedFrames);
    }

    [Fact]
    public void Frame_of_a_memory_access_names_the_function()
    {
        var frame = Assert.Single(_instance.Export("load").Trap(Value.FromInt32(-1)).Frames);

        Assert.Equal("load", frame.FunctionName);
        // Optimized code shares one place for all failed checks of a function, so the offset is known only where the code is not optimized.
        if (frame.ModuleOffset >= 0) Assert.Equal([0x28, 2, 0], Guest.Read("traps")[frame.ModuleOffset..][..3]);
    }

    [Fact]
    public void Frame_of_a_division_has_the_offset_of_the_instruction()
    {
        var frame = Assert.Single(_instance.Export("div_u").Trap(Integers(1, 0)).Frames);

        Assert.Equal(0x6E, Guest.Read("traps")[frame.ModuleOffset]);
    }

    [Theory]
    [InlineData("div_s")]
    [InlineData("div_u")]
    [InlineData("rem_s")]
    [InlineData("rem_u")]
    public void Division_by_zero_traps(string export)
    {
        Assert.Equal(TrapKind.IntegerDivideByZero, _instance.Export(export).Trap(Integers(1, 0)).Kind);
        Assert.Equal(TrapKind.IntegerDivideByZero, _instance.Export(export + "64").Trap(Value.FromInt64(1), Value.FromInt64(0)).Kind);
    }

    [Fact]
    public void Division_that_overflows_traps()
    {
        Assert.Equal(TrapKind.IntegerOverflow, _instance.Export("div_s").Trap(Integers(int.MinValue, -1)).Kind);
        Assert.Equal(TrapKind.IntegerOverflow, _instance.Export("div_s64").Trap(Value.FromInt64(long.MinValue), Value.FromInt64(-1)).Kind);
        Assert.Equal(0, _instance.Export("rem_s").Invoke(Integers(int.MinValue, -1))[0].AsInt32());
        Assert.Equal(0, _instance.Export("rem_s64").Invoke(Value.FromInt64(long.MinValue), Value.FromInt64(-1))[0].AsInt64());
    }

    [Theory]
    [InlineData(1e10, TrapKind.IntegerOverflow)]
    [InlineData(double.NaN, TrapKind.InvalidConversionToInteger)]
    public void Conversion_that_does_not_fit_traps(double value, TrapKind kind) => Assert.Equal(kind, _instance.Export("trunc").Trap(Value.FromDouble(value)).Kind);

    [Theory]
    [InlineData(0, TrapKind.IndirectCallTypeMismatch)]
    [InlineData(1, TrapKind.UninitializedElement)]
    [InlineData(4, TrapKind.UndefinedElement)]
    [InlineData(-1, TrapKind.UndefinedElement)]
    public void Indirect_call_of_a_wrong_slot_traps(int slot, TrapKind kind) => Assert.Equal(kind, _instance.Export("indirect").Trap(Value.FromInt32(slot)).Kind);

    [Theory]
    [InlineData(0, typeof(OverflowException))]
    [InlineData(1, typeof(DivideByZeroException))]
    [InlineData(2, typeof(IndexOutOfRangeException))]
    public void Host_function_that_throws_is_a_host_defect(int what, Type exception)
    {
        var trap = _instance.Export("host").Trap(Value.FromInt32(what));

        Assert.Equal(TrapKind.HostDefect, trap.Kind);
        Assert.IsType(exception, trap.InnerException);
        Assert.Contains(trap.Frames, frame => frame.FunctionName == "host");
    }

    [Fact]
    public void Host_function_that_traps_keeps_its_kind_and_text()
    {
        var trap = _instance.Export("host").Trap(Value.FromInt32(3));

        Assert.Equal((TrapKind.Host, "not allowed"), (trap.Kind, trap.Message));
    }

    [Fact]
    public void Overflow_in_arithmetic_of_a_host_function_is_no_memory_trap()
    {
        var instance = Guest.Instantiate("traps", null, new Linker().Define("env", "fail", (int n) => checked(n * 2)));

        Assert.Equal(TrapKind.HostDefect, instance.Export("host").Trap(Value.FromInt32(int.MaxValue)).Kind);
    }
}
