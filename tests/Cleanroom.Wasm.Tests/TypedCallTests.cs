using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests;

/// <summary>Exports as delegates.</summary>
public sealed class TypedCallTests
{
    delegate double Sum(int a, long b, float c, double d, uint e, ulong f, float g, double h);

    readonly Instance _instance = new Linker().Define("env", "log", (int _, int _) => { }).Define("env", "divide", (int left, int right) => (left, right)).Instantiate(new Store(), Guest.Compile("engine_api"));

    [Fact]
    public void Export_is_called_by_a_delegate()
    {
        var add = _instance.GetFunction<Func<int, int, int>>("add");

        Assert.Equal(5, add(2, 3));
        Assert.Equal(uint.MaxValue, _instance.GetFunction<Func<uint, uint, uint>>("add")(uint.MaxValue, 0));
    }

    [Fact]
    public void Delegate_takes_eight_parameters_of_every_number_type()
    {
        Assert.Equal(36, _instance.GetFunction<Func<int, long, float, double, int, long, float, double, double>>("sum")(1, 2, 3, 4, 5, 6, 7, 8));
        Assert.Equal(-1d + long.MinValue + uint.MaxValue + ulong.MaxValue, _instance.GetFunction<Sum>("sum")(-1, long.MinValue, 0, 0, uint.MaxValue, ulong.MaxValue, 0, 0));
    }

    [Fact]
    public void Several_results_are_a_tuple()
    {
        Assert.Equal((2.5, 7L), _instance.GetFunction<Func<long, double, (double, long)>>("swap")(7, 2.5));
        Assert.Equal((1, 2L, 3f, 4d, null, 6, 7d), _instance.GetFunction<Func<(int, long, float, double, object?, int, double)>>("seven")());
    }

    [Fact]
    public void References_pass_through()
    {
        var value = new object();

        var (first, second) = _instance.GetFunction<Func<object, (object, object)>>("pair")(value);

        Assert.Same(value, first);
        Assert.Same(value, second);
        Assert.Equal(42, _instance.GetFunction<Func<Function, int, int, int>>("call")(Function.FromDelegate((int a, int b) => a * b), 6, 7));
    }

    [Fact]
    public void Delegate_of_other_types_is_refused_with_both_types()
    {
        var error = Assert.Throws<ArgumentException>(() => _instance.GetFunction<Func<int, long, int>>("add"));

        Assert.Equal("the function has type (ii)i, Func<Int32, Int64, Int32> stands for (iI)i", error.Message);
        Assert.Throws<ArgumentException>(() => _instance.GetFunction<Action<int, int>>("add"));
        Assert.Contains("System.String", Assert.Throws<ArgumentException>(() => _instance.GetFunction<Action<string>>("add")).Message, StringComparison.Ordinal);
        Assert.Contains("takes a caller", Assert.Throws<ArgumentException>(() => _instance.GetFunction<Func<Caller, int, int, int>>("add")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_that_is_missing_is_named() =>
        Assert.StartsWith("the module exports no function \"subtract\"", Assert.Throws<ArgumentException>(() => _instance.GetFunction<Action>("subtract")).Message, StringComparison.Ordinal);

    [Fact]
    public void Trap_leaves_a_delegate_with_its_frames()
    {
        var trap = Assert.Throws<TrapException>(() => _instance.GetFunction<Action<int>>("fail")(1));

        Assert.Equal(TrapKind.Unreachable, trap.Kind);
        Assert.Equal("fail", Assert.Single(trap.Frames).FunctionName);
    }

    [Fact]
    public void Delegate_respects_limits()
    {
        using var store = new Store();
        var run = new Linker().Define("env", "again", (int _) => { }).Instantiate(store, Guest.Compile("recursion")).GetFunction<Func<int, int>>("enter");

        Assert.Equal(TrapKind.CallStackExhausted, Assert.Throws<TrapException>(() => run(0)).Kind);
    }
}
