using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

/// <summary>Recursion without an end is a trap; a native stack overflow would end the process.</summary>
public sealed class StackExhaustionTests
{
    const int SmallStack = 256 * 1024;

    static Instance Instantiate(ResourceLimits? limits = null)
    {
        Instance? instance = null;
        var linker = new Linker().Define("env", "again", (int n) => { instance!.Export("host").Invoke(Value.FromInt32(n)); });
        return instance = Guest.Instantiate("recursion", limits, linker);
    }

    static void Exhaust(Instance instance, string export) => Assert.Equal(TrapKind.CallStackExhausted, instance.Export(export).Trap(Value.FromInt32(0)).Kind);

    [Theory]
    [InlineData("direct")]
    [InlineData("tail")]
    [InlineData("mutual")]
    [InlineData("indirect")]
    [InlineData("wide")]
    [InlineData("host")]
    public void Recursion_without_end_traps(string export)
    {
        var instance = Instantiate();

        Exhaust(instance, export);
        // The same store can be used again: nothing is left of the exhausted stack.
        Exhaust(instance, export);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("mutual")]
    [InlineData("indirect")]
    [InlineData("wide")]
    [InlineData("host")]
    public void Recursion_on_a_small_stack_traps(string export) => OnThread(SmallStack, () => Exhaust(Instantiate(), export));

    [Theory]
    [InlineData("direct")]
    [InlineData("indirect")]
    [InlineData("wide")]
    [InlineData("host")]
    public void Recursion_with_a_limit_above_the_stack_traps(string export) =>
        OnThread(SmallStack, () => Exhaust(Instantiate(new ResourceLimits { StackBytes = int.MaxValue }), export));

    [Fact]
    public void Recursion_of_three_thousand_calls_fits_in_the_default()
    {
        var printed = 0;
        var linker = new Linker().Define("env", "printl", (int _, int _) => { printed++; });
        Guest.Instantiate("cli_depth", new ResourceLimits(), linker).Export("_start").Call();
        Assert.Equal(1, printed);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("host")]
    public async Task Recursion_on_the_thread_pool_traps(string export) =>
        await Task.Run(() => Exhaust(Instantiate(new ResourceLimits { StackBytes = 64 << 20 }), export), TestContext.Current.CancellationToken);

    [Fact]
    public void Recursion_with_a_smaller_limit_ends_earlier()
    {
        static int Depth(int stackBytes)
        {
            var instance = Instantiate(new ResourceLimits { StackBytes = stackBytes });
            Exhaust(instance, "host");
            return instance.GetGlobal("depth")!.Value.AsInt32();
        }

        Assert.InRange(Depth(32 * 1024), 1, Depth(1 << 20) - 1);
    }

    [Theory]
    [InlineData(SmallStack)]
    [InlineData(1 << 20)]
    [InlineData(8 << 20)]
    [InlineData(64 << 20)]
    public void Recursion_through_a_host_function_that_catches_and_throws_traps(int stackBytes) => OnThread(stackBytes, () =>
    {
        Instance? instance = null;
        var linker = new Linker().Define("env", "again", (int n) =>
        {
            try
            {
                instance!.Export("host").Invoke(Value.FromInt32(n));
            }
            catch (TrapException trap)
            {
                throw new InvalidOperationException("wrapped", trap);
            }
        });
        instance = Guest.Instantiate("recursion", null, linker);

        Assert.IsType<TrapException>(Record.Exception(() => instance.Export("host").Invoke(Value.FromInt32(0))));
    });

    [Theory]
    [InlineData(20_000, ModuleBuilder.I64)]
    [InlineData(40_000, ModuleBuilder.I32)]
    public void Recursion_with_huge_frames_on_a_small_stack_traps(int locals, byte type)
    {
        // Every local is set from the one before, so that all of them are needed.
        byte[] code =
        [
            1, .. ModuleBytes.Number((uint)locals), type,
            .. Enumerable.Range(1, locals - 1).SelectMany(i => (byte[])[0x20, .. ModuleBytes.Number((uint)i - 1), 0x21, .. ModuleBytes.Number((uint)i)]),
            0x10, 0, 0x0B,
        ];
        var module = new Engine().Compile(ModuleBuilder.OfBodies([0x60, 0, 0], code));

        OnThread(SmallStack, () => Assert.Equal(TrapKind.CallStackExhausted, new Linker().Instantiate(new Store { SurvivesTraps = true }, module).Export("f").Trap().Kind));
    }

    [Fact]
    public void Recursion_with_operands_of_every_type_on_a_small_stack_traps()
    {
        // The same depths are used by i32, i64, f32 and f64 in turn, and a call in the midst of each keeps them alive.
        byte[] Use(byte[] constant) => [.. ModuleBuilder.Repeat(1_500, constant), 0x10, 0, .. ModuleBuilder.Repeat(1_500, 0x1A)];
        byte[] code = [0, .. Use([0x41, 1]), .. Use([0x42, 1]), .. Use([0x43, 0, 0, 0x80, 0x3F]), .. Use([0x44, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]), 0x0B];
        var module = new Engine().Compile(ModuleBuilder.OfBodies([0x60, 0, 0], code));

        OnThread(SmallStack, () => Assert.Equal(TrapKind.CallStackExhausted, new Linker().Instantiate(new Store { SurvivesTraps = true }, module).Export("f").Trap().Kind));
    }

    [Theory]
    [InlineData(5_000, 100)]
    [InlineData(20_000, 4)]
    [InlineData(300, 3_000)]
    public void Chain_of_functions_without_recursion_returns_or_traps(int length, int locals)
    {
        // Function i calls function i - 1 and needs all its locals before and after.
        byte[] Body(int i)
        {
            var code = new List<byte> { 1 };
            code.AddRange(ModuleBytes.Number((uint)locals));
            code.Add(ModuleBuilder.I64);
            for (var local = 1; local < locals; local++) code.AddRange([0x20, .. ModuleBytes.Number((uint)local - 1), 0x21, .. ModuleBytes.Number((uint)local)]);
            if (i > 0) code.AddRange([0x10, .. ModuleBytes.Number((uint)i - 1)]);
            for (var local = 1; local < locals; local++) code.AddRange([0x20, .. ModuleBytes.Number((uint)local), 0x21, .. ModuleBytes.Number((uint)local - 1)]);
            code.Add(0x0B);
            return [.. code];
        }

        var module = new Engine().Compile(ModuleBuilder.OfBodies([0x60, 0, 0], [.. Enumerable.Range(0, length).Select(Body)]));

        OnThread(SmallStack, () =>
        {
            var failure = Record.Exception(() => new Linker().Instantiate(new Store { SurvivesTraps = true }, module).Export("f").Call());
            Assert.True(failure is null or TrapException { Kind: TrapKind.CallStackExhausted }, failure?.ToString());
        });
    }

    static void OnThread(int stackBytes, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), stackBytes);
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
    }
}
