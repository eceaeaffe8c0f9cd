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
        Assert.Contains($"at {trap.Frames[0]} (WebAssembly)", trap.ToString(), StringComparison.Ordinal);
        var module = TestGuests.Read("traps");
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
    public void Frame_of_the_only_memory_access_has_its_offset()
    {
        var frame = Assert.Single(_instance.Export("load").Trap(Value.FromInt32(-1)).Frames);

        Assert.Equal("load", frame.FunctionName);
        Assert.Equal([0x28, 2, 0], TestGuests.Read("traps")[frame.ModuleOffset..][..3]);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, -1)]
    public void Frame_of_one_of_several_memory_accesses_lists_them(int a, int b, int c)
    {
        var frame = Assert.Single(Guest.Instantiate("trap_places").Export("three").Trap(Integers(a, b, c)).Frames);

        Assert.Equal(("three", -1), (frame.FunctionName, frame.ModuleOffset));
        Assert.Equal([0x28, 0x28, 0x36], frame.PossibleOffsets.Select(offset => (int)TestGuests.Read("trap_places")[offset]));
        Assert.Empty(frame.PossiblyInlined);
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, "three(i32, i32, i32) at 0x{0:x}, 0x{1:x} or 0x{2:x}", [.. frame.PossibleOffsets]), frame.ToString());
    }

    [Fact]
    public void Frame_of_a_memory_access_that_was_inlined_has_its_offset()
    {
        var frames = Guest.Instantiate("trap_places").Export("calls one").Trap(Integers(-1)).Frames;

        Assert.Equal(["one", "calls one"], frames.Select(frame => frame.FunctionName));
        Assert.Equal([0x28, 0x10], frames.Select(frame => (int)TestGuests.Read("trap_places")[frame.ModuleOffset]));
    }

    [Fact]
    public void Frame_of_a_memory_access_that_was_inlined_twice_has_its_offset_but_not_that_of_the_call()
    {
        var frames = Guest.Instantiate("trap_places").Export("calls one twice").Trap(Integers(0, -1)).Frames;

        Assert.Equal(["one", "calls one twice"], frames.Select(frame => frame.FunctionName));
        Assert.Equal(0x28, TestGuests.Read("trap_places")[frames[0].ModuleOffset]);
        Assert.Equal("calls one twice(i32, i32)", frames[1].ToString());
    }

    [Fact]
    public void Frame_of_one_of_several_inlined_memory_accesses_names_where_they_are()
    {
        var frame = Assert.Single(Guest.Instantiate("trap_places").Export("calls both").Trap(Integers(0, -1)).Frames);

        Assert.Equal("calls both", frame.FunctionName);
        Assert.Equal(["one", "other"], frame.PossiblyInlined);
        Assert.Equal([0x28, 0x36], frame.PossibleOffsets.Select(offset => (int)TestGuests.Read("trap_places")[offset]));
        Assert.StartsWith("calls both(i32, i32) or one, other inlined into it, at 0x", frame.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Frame_of_one_of_several_unreachable_has_its_offset_or_lists_them(int which)
    {
        var module = TestGuests.Read("trap_places");
        var frame = Assert.Single(Guest.Instantiate("trap_places").Export("unreachable").Trap(Integers(which)).Frames);

        // The instruction before it is a constant, which tells it from the others.
        Assert.Contains(which, (frame.ModuleOffset >= 0 ? [frame.ModuleOffset] : frame.PossibleOffsets).Select(offset => module[offset - 2] - 10));
    }

    [Fact]
    public void Frame_of_a_division_has_the_offset_of_the_instruction()
    {
        var frame = Assert.Single(_instance.Export("div_u").Trap(Integers(1, 0)).Frames);

        Assert.Equal(0x6E, TestGuests.Read("traps")[frame.ModuleOffset]);
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
