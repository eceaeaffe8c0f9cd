using Cleanroom.Bridge.Consoles;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Consoles;

public sealed class ConsoleFunctionsTests
{
    [Fact]
    [Trait("Rule", "N45")]
    public void Typed_prints_end_no_line()
    {
        using var bare = new BareGuest();
        ConsoleFunctions.PrintInteger(bare.Guest, 42);
        ConsoleFunctions.PrintFloat(bare.Guest, 3.14);
        ConsoleFunctions.PrintBoolean(bare.Guest, true);
        ConsoleFunctions.Print(bare.Guest, "ok"u8);
        Assert.Equal("423.14trueok", bare.Output);
    }

    [Fact]
    public void Typed_prints_end_lines_when_the_option_asks_for_it()
    {
        using var bare = new BareGuest(options: new GuestOptions { PrintNewline = true });
        ConsoleFunctions.PrintInteger(bare.Guest, -1);
        ConsoleFunctions.PrintFloat(bare.Guest, 1e21);
        ConsoleFunctions.PrintBoolean(bare.Guest, false);
        ConsoleFunctions.Print(bare.Guest, "x"u8);
        Assert.Equal("-1\n1000000000000000000000\nfalse\nx", bare.Output);
    }

    [Fact]
    [Trait("Rule", "N45")]
    public void Console_log_prints_once()
    {
        using var bare = new BareGuest();
        ConsoleFunctions.Log(bare.Guest, "once"u8);
        ConsoleFunctions.PrintLine(bare.Guest, "line"u8);
        Assert.Equal("once\nline\n", bare.Output);
        Assert.Equal("", bare.ErrorOutput);
    }

    [Fact]
    public void Messages_go_to_standard_error_with_their_prefix()
    {
        using var bare = new BareGuest();
        Assert.Equal(0, ConsoleFunctions.LogError(bare.Guest, "a"u8));
        Assert.Equal(0, ConsoleFunctions.LogWarning(bare.Guest, "b"u8));
        Assert.Equal(0, ConsoleFunctions.PrintError(bare.Guest, "c"u8));
        Assert.Equal("[ERROR] a\n[WARN] b\nc\n", bare.ErrorOutput);
        Assert.Equal("", bare.Output);
        Assert.Null(bare.Guest.LastError);
    }

    [Fact]
    [Trait("Rule", "N46")]
    public void Error_prints_exactly_the_message_and_is_remembered()
    {
        using var bare = new BareGuest();
        Assert.Equal(0, ConsoleFunctions.Error(bare.Guest, "went wrong é"u8));
        Assert.Equal("[ERROR] went wrong é\n", bare.ErrorOutput);
        Assert.Equal("went wrong é", bare.Guest.LastError);
    }

    [Fact]
    public void Debug_lines_are_shown_when_verbose()
    {
        using var quiet = new BareGuest();
        using var verbose = new BareGuest(options: new GuestOptions { Verbose = true });
        ConsoleFunctions.PrintDebug(quiet.Guest, "x"u8);
        ConsoleFunctions.PrintDebug(verbose.Guest, "x"u8);
        Assert.Equal("", quiet.Output);
        Assert.Equal("[DEBUG] x\n", verbose.Output);
    }

    [Fact]
    public void Simple_prints_show_the_value()
    {
        using var bare = new BareGuest();
        ConsoleFunctions.PrintSimple(bare.Guest, -5);
        ConsoleFunctions.PrintLineSimple(bare.Guest, int.MaxValue);
        Assert.Equal("-52147483647\n", bare.Output);
    }

    [Fact]
    public void Input_prompts_and_reads_a_line()
    {
        using var bare = new BareGuest(input: "Ada é\r\nrest");
        Assert.Equal("Ada é", bare.Read(InputFunctions.Input(bare.Guest, "name? "u8)));
        Assert.Equal("name? ", bare.Output);
        Assert.Equal("rest", bare.Read(InputFunctions.Input(bare.Guest, default)));
        Assert.Equal("", bare.Read(InputFunctions.Input(bare.Guest, default)));
    }

    [Fact]
    public void Input_without_standard_input_gives_the_failure_values()
    {
        using var bare = new BareGuest();
        Assert.Equal("", bare.Read(InputFunctions.Input(bare.Guest, default)));
        Assert.Equal(0, InputFunctions.InputInteger(bare.Guest, default));
        Assert.Equal(0, InputFunctions.InputInteger64(bare.Guest, default));
        Assert.Equal(0, InputFunctions.InputFloat(bare.Guest, default));
        Assert.False(InputFunctions.InputYesNo(bare.Guest, default));
    }

    [Fact]
    public void Typed_inputs_read_as_the_conversions_do()
    {
        using var bare = new BareGuest(input: " 42 \n12abc\n2147483648\n2147483648\n1e3\nx\n");
        Assert.Equal(42, InputFunctions.InputInteger(bare.Guest, default));
        Assert.Equal(0, InputFunctions.InputInteger(bare.Guest, default));
        Assert.Equal(0, InputFunctions.InputInteger(bare.Guest, default));
        Assert.Equal(2147483648, InputFunctions.InputInteger64(bare.Guest, default));
        Assert.Equal(1000, InputFunctions.InputFloat(bare.Guest, default));
        Assert.Equal(0, InputFunctions.InputFloat(bare.Guest, default));
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData(" YES ", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("n", false)]
    [InlineData("yeah", false)]
    [InlineData("", false)]
    public void Input_yesno_knows_four_words(string line, bool answer)
    {
        using var bare = new BareGuest(input: line + "\n");
        Assert.Equal(answer, InputFunctions.InputYesNo(bare.Guest, default));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("-5", 1)]
    [InlineData("99", 10)]
    [InlineData("99999999999999", 10)]
    [InlineData("x", 1)]
    [InlineData("", 1)]
    public void Input_range_of_bytes_and_length_clamps(string line, int expected)
    {
        using var bare = new BareGuest(input: line + "\n");
        var prompt = bare.String("n? ");
        Assert.Equal(expected, InputFunctions.InputRange(bare.Guest, new GuestPointer(prompt.Address + 4), 3, 1, 10));
        Assert.Equal("n? ", bare.Output);
    }

    [Theory]
    [InlineData("8", 7)]
    [InlineData("10", 9)]
    [InlineData("99", 9)]
    [InlineData("1", 1)]
    public void Input_range_of_a_prompt_goes_down_to_a_step(string line, int expected)
    {
        using var bare = new BareGuest(input: line + "\n");
        var prompt = bare.String("n? ");
        Assert.Equal(expected, InputFunctions.InputRange(bare.Guest, new GuestPointer(prompt.Address), 1, 10, 2));
        Assert.Equal("n? ", bare.Output);
    }

    [Fact]
    public void Input_range_over_all_integers_does_not_overflow()
    {
        using var bare = new BareGuest(input: "2147483647\n");
        Assert.Equal(2147483646, InputFunctions.InputRange(bare.Guest, new GuestPointer(0), int.MinValue, int.MaxValue, 2));
    }

    [Fact]
    [Trait("Rule", "N47")]
    public void Input_range_gives_the_minimum_when_there_is_no_input()
    {
        using var bare = new BareGuest();
        Assert.Equal(3, InputFunctions.InputRange(bare.Guest, new GuestPointer(0), 3, 9, 1));
    }

    [Fact]
    public void Waiting_for_input_ends_with_a_trap_when_the_guest_has_to_stop()
    {
        using var bare = new BareGuest();
        using var blocked = new BlockedStream();
        var options = new GuestOptions { Console = new GuestConsole(blocked, Stream.Null, Stream.Null) };
        using var guest = new Guest(bare.Guest.Memory.Memory, bare.Guest.Allocator, new ModuleGeneration(), options);
        guest.Stop();
        var trap = Assert.Throws<TrapException>(() => InputFunctions.Input(guest, default));
        Assert.Equal(TrapKind.Interrupted, trap.Kind);
    }
}
