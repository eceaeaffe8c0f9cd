using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

/// <summary>Instances that import one another's memory, table, globals and functions.</summary>
public sealed class LinkedInstancesTests
{
    readonly Instance _provider;
    readonly Instance _consumer;

    public LinkedInstancesTests()
    {
        var store = new Store { SurvivesTraps = true };
        var linker = new Linker();
        _provider = linker.Instantiate(store, Guest.Compile("provider"));
        _consumer = linker.Define("provider", _provider).Instantiate(store, Guest.Compile("consumer"));
    }

    static int Call(Instance instance, string export, params int[] arguments) =>
        instance.Export(export).Invoke([.. arguments.Select(Value.FromInt32)]) is [var result, ..] ? result.AsInt32() : 0;

    [Fact]
    public void Memory_written_by_one_is_read_by_the_other()
    {
        Assert.Equal(77, Call(_consumer, "store_and_load", 1000, 77));
        Assert.Same(_provider.Memory, _consumer.Memory);
    }

    [Fact]
    public void Memory_grown_by_one_is_larger_for_the_other()
    {
        Assert.Equal(TrapKind.MemoryOutOfBounds, _provider.Export("load").Trap(Value.FromInt32(70_000)).Kind);

        Assert.Equal(1, Call(_consumer, "grow"));

        Assert.Equal(0, Call(_provider, "load", 70_000));
    }

    [Fact]
    public void Global_changed_by_one_is_changed_for_the_other()
    {
        Call(_consumer, "count");
        Call(_consumer, "count");

        Assert.Equal(12, Call(_provider, "counter_value"));
        Assert.Equal(12, _provider.GetGlobal("counter")!.Value.AsInt32());
    }

    [Fact]
    public void Table_holds_functions_of_both()
    {
        foreach (var instance in new[] { _provider, _consumer })
        {
            Assert.Equal(14, Call(instance, "call_slot", 1, 7));
            Assert.Equal(21, Call(instance, "call_slot", 2, 7));
        }
        Assert.Equal(TrapKind.UninitializedElement, _provider.Export("call_slot").Trap(Value.FromInt32(3), Value.FromInt32(7)).Kind);
    }

    [Fact]
    public void Function_of_another_store_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Linker().Define("provider", _provider).Instantiate(new Store { SurvivesTraps = true }, Guest.Compile("consumer")));

    [Fact]
    public void Import_missing_is_named()
    {
        var failure = Assert.Throws<LinkException>(() => new Linker().Instantiate(new Store { SurvivesTraps = true }, Guest.Compile("names")));

        Assert.Equal("function import env.log (i): unknown import: nothing of this name is defined", failure.Message);
    }

    [Fact]
    public async Task Instances_of_one_module_on_two_threads_do_not_meet()
    {
        var module = Guest.Compile("work");
        void Work(int seed)
        {
            var function = new Linker().Instantiate(new Store { SurvivesTraps = true }, module).Export("sum");
            var expected = Enumerable.Range(0, 16384).Sum(i => seed + 4 * i);
            for (var i = 0; i < 300; i++) Assert.Equal(expected, function.Invoke(Value.FromInt32(seed))[0].AsInt32());
        }

        await Task.WhenAll(Enumerable.Range(1, 2).Select(seed => Task.Run(() => Work(seed), TestContext.Current.CancellationToken)));
    }
}
