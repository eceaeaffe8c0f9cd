using System.Diagnostics;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

public sealed class InterruptTests
{
    [Theory]
    [InlineData("loop")]
    [InlineData("counting")]
    [InlineData("tree")]
    public void Interrupt_from_another_thread_stops_the_guest(string export)
    {
        var module = Guest.Compile("endless");
        module.WarmUp(TestContext.Current.CancellationToken);
        var store = new Store { SurvivesTraps = true };
        var function = new Linker().Instantiate(store, module).Export(export);
        var asked = new Stopwatch();
        using var timer = new Timer(_ =>
        {
            asked.Start();
            store.Interrupt();
        }, null, 50, Timeout.Infinite);

        var trap = function.Trap([.. function.Type.Parameters.Select(Value.Default)]);

        Assert.Equal(TrapKind.Interrupted, trap.Kind);
        Assert.True(asked.IsRunning);
        Assert.InRange(asked.Elapsed, TimeSpan.Zero, Patience.Long);
    }

    [Fact]
    public void Interrupt_stops_tail_recursion_that_the_stack_does_not()
    {
        var store = new Store { SurvivesTraps = true };
        var instance = new Linker().Define("env", "again", (int _) => { }).Instantiate(store, Guest.Compile("recursion"));
        store.Interrupt();

        Assert.Equal(TrapKind.Interrupted, instance.Export("tail").Trap(Value.FromInt32(0)).Kind);
    }

    [Theory]
    [InlineData("loop")]
    [InlineData("tree")]
    public void Interrupt_before_the_call_stops_the_next_one(string export)
    {
        var store = new Store { SurvivesTraps = true };
        var function = new Linker().Instantiate(store, Guest.Compile("endless")).Export(export);
        store.Interrupt();

        Assert.Equal(TrapKind.Interrupted, function.Trap([.. function.Type.Parameters.Select(Value.Default)]).Kind);
        Assert.True(store.IsInterrupted);
    }

    [Fact]
    public void Interrupt_cleared_lets_guests_run_again()
    {
        var store = new Store { SurvivesTraps = true };
        var function = new Linker().Instantiate(store, Guest.Compile("work")).Export("sum");
        store.Interrupt();
        Assert.Equal(TrapKind.Interrupted, function.Trap(Value.FromInt32(1)).Kind);

        store.ClearInterrupt();

        Assert.Equal(Sum(1), function.Invoke(Value.FromInt32(1))[0].AsInt32());
    }

    [Fact]
    public void Interrupt_by_a_host_function_stops_the_guest_that_called_it()
    {
        var store = new Store { SurvivesTraps = true };
        Instance? instance = null;
        instance = new Linker()
            .Define("env", "again", (int n) =>
            {
                store.Interrupt();
                instance!.Export("host").Invoke(Value.FromInt32(n));
            })
            .Instantiate(store, Guest.Compile("recursion"));

        Assert.Equal(TrapKind.Interrupted, instance.Export("host").Trap(Value.FromInt32(0)).Kind);
    }

    [Fact]
    public void Interrupt_cleared_too_early_still_stops_the_running_guest_as_interrupted()
    {
        var store = new Store { SurvivesTraps = true };
        Instance? instance = null;
        instance = new Linker()
            .Define("env", "again", (int n) =>
            {
                store.Interrupt();
                store.ClearInterrupt();
                instance!.Export("host").Invoke(Value.FromInt32(n));
            })
            .Instantiate(store, Guest.Compile("recursion"));

        Assert.Equal(TrapKind.Interrupted, instance.Export("host").Trap(Value.FromInt32(0)).Kind);
    }

    static int Sum(int seed) => Enumerable.Range(0, 16384).Sum(i => seed + 4 * i);
}
