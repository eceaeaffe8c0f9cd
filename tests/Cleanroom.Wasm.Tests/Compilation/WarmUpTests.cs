using Cleanroom.Tests;

namespace Cleanroom.Wasm.Tests.Compilation;

public sealed class WarmUpTests
{
    static readonly GeneratedModule Code = GeneratedModule.Make(GeneratedWork.Memory, 40 << 10, 200);

    static int Run(Module module) => new Linker().Instantiate(new Store(), module).GetFunction("run")!.Call<int, int>(7);

    [Fact]
    public void Function_gives_the_same_before_and_after()
    {
        var module = new Engine().Compile(Code.Bytes);
        var before = Run(module);

        module.WarmUp(TestContext.Current.CancellationToken);

        Assert.Equal(before, Run(module));
    }

    [Fact]
    public void Warm_module_has_nothing_left_to_compile()
    {
        var module = new Engine().Compile(Code.Bytes);
        Run(new Engine().Compile(Code.Bytes));
        module.WarmUp(TestContext.Current.CancellationToken);
        var before = System.Runtime.JitInfo.GetCompiledMethodCount(currentThread: true);

        Run(module);

        Assert.InRange(System.Runtime.JitInfo.GetCompiledMethodCount(currentThread: true) - before, 0, 20);
    }

    [Fact]
    public void Call_compiles_the_functions_that_it_reaches_and_no_others()
    {
        // The code of the host that the calls need.
        var warm = new Linker().Instantiate(new Store(), new Engine().Compile(Code.Bytes));
        foreach (var export in (string[])["first", "run"]) warm.GetFunction(export)!.Call<int, int>(7);

        var instance = new Linker().Instantiate(new Store(), new Engine().Compile(Code.Bytes));
        Assert.InRange(Compiled("first"), 1, 20);
        Assert.InRange(Compiled("run"), 100, int.MaxValue);

        long Compiled(string export)
        {
            var before = System.Runtime.JitInfo.GetCompiledMethodCount(currentThread: true);
            instance.GetFunction(export)!.Call<int, int>(7);
            return System.Runtime.JitInfo.GetCompiledMethodCount(currentThread: true) - before;
        }
    }

    [Fact]
    public async Task Guests_run_while_the_rest_is_compiled_in_the_background()
    {
        var module = new Engine().Compile(Code.Bytes);
        var expected = Run(new Engine().Compile(Code.Bytes));
        var warmUp = module.WarmUpInBackground(TestContext.Current.CancellationToken);

        for (var i = 0; i < 20; i++) Assert.Equal(expected, Run(module));
        await warmUp;

        Assert.Equal(expected, Run(module));
    }

    [Fact]
    public async Task Background_compilation_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Engine().Compile(Code.Bytes).WarmUpInBackground(cancellation.Token));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(60)]
    public void Large_function_computes_what_the_same_work_in_small_ones_does(int kilobytes)
    {
        foreach (var work in Enum.GetValues<GeneratedWork>())
        {
            var small = GeneratedModule.Make(work, kilobytes << 10);
            var large = GeneratedModule.Make(work, kilobytes << 10, together: true);

            Assert.Equal(Run(new Engine().Compile(small.Bytes)), Run(new Engine().Compile(large.Bytes)));
        }
    }
}
