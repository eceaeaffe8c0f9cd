using System.Diagnostics;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Guests;

/// <summary>Deadlines end waits in host functions.</summary>
public sealed class DeadlineTests
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("_time_sleep", "(i)", 100_000)]
    [InlineData("_time_sleep", "(I)", 100_000)]
    [InlineData("input", "(ii)i", 0)]
    [InlineData("input_integer", "(ii)i", 0)]
    public void Wait_ends_when_the_time_of_the_guest_is_up(string function, string shape, int argument)
    {
        using var nothing = new BlockedStream();
        var type = GuestBuilder.Parse(shape);
        var options = new GuestOptions { Limits = new ResourceLimits { Deadline = Short }, Console = new GuestConsole(nothing, Stream.Null, Stream.Null) };
        using var guest = CleanModule.Load(GuestBuilder.Importing("env", function, type)).CreateGuest(options);
        Value[] arguments = [.. type.Parameters.Select(parameter => parameter == ValueType.I64 ? Value.FromInt64(argument) : Value.FromInt32(argument))];
        var watch = Stopwatch.StartNew();

        var trap = Assert.Throws<TrapException>(() => guest.Instance!.GetFunction("call")!.Invoke(arguments));

        Assert.Equal(TrapKind.DeadlineExceeded, trap.Kind);
        Assert.InRange(watch.Elapsed, Short / 2, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void Sleep_that_is_over_before_returns()
    {
        var options = new GuestOptions { Limits = new ResourceLimits { Deadline = TimeSpan.FromSeconds(60) } };
        using var guest = CleanModule.Load(GuestBuilder.Importing("env", "_time_sleep", GuestBuilder.Parse("(i)"))).CreateGuest(options);

        guest.Instance!.GetFunction("call")!.Invoke(Value.FromInt32(2));
    }
}
