using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests;

/// <summary>Host functions that receive the instance that calls them, and that return several values.</summary>
public sealed class CallerTests
{
    readonly List<string> _log = [];
    readonly Module _module = Guest.Compile("engine_api");
    readonly Linker _linker;

    public CallerTests() => _linker = new Linker()
        .Define("env", "log", (Caller caller, uint text, uint length) => _log.Add($"{caller.State}: {caller.Memory.ReadString(text, length)}"))
        .Define("env", "divide", (int left, int right) => (left / right, left % right));

    Instance Instantiate(object state) => _linker.Instantiate(new Store(state: state), _module);

    [Fact]
    public void Host_function_receives_the_instance_that_calls_it()
    {
        var (first, second) = (Instantiate("first"), Instantiate("second"));
        second.Memory!.WriteString(16, "GRÜSS");

        first.GetFunction<Action>("greet")();
        second.GetFunction<Action>("greet")();
        first.GetFunction<Action>("greet_by_table")();

        Assert.Equal(["first: grüß dich", "second: GRÜSS dich", "first: grüß dich"], _log);
    }

    [Fact]
    public void Host_function_in_the_table_of_a_pooled_instance_receives_that_instance()
    {
        var linked = _linker.Link(_module);
        using var pool = new InstancePool(linked, linked.Instantiate(new Store(state: "template")), () => new Store(state: "pooled"));
        using var lease = pool.Lease();

        lease.Instance.GetFunction<Action>("greet_by_table")();

        Assert.Equal(["pooled: grüß dich"], _log);
    }

    [Fact]
    public void Host_function_that_is_exported_again_has_its_importer_as_caller()
    {
        var instance = Instantiate("importer");
        var log = instance.GetFunction("log_function")!.Invoke()[0].AsFunction()!;

        log.Invoke(Value.FromInt32(16), Value.FromInt32(4));

        Assert.Equal(["importer: grü"], _log);
    }

    [Fact]
    public void Caller_is_an_instance_with_its_store()
    {
        Caller seen = default;
        var linker = new Linker().Define("env", "log", (Caller caller, int _, int _) => { seen = caller; }).Define("env", "divide", (int _, int _) => (0, 0));
        var instance = linker.Instantiate(new Store(), _module);

        instance.GetFunction<Action>("greet")();

        Assert.Same(instance, seen.Instance);
        Assert.Same(instance.Store, seen.Store);
        Assert.Same(instance.Memory, seen.Memory);
    }

    [Fact]
    public void Host_function_returns_several_values()
    {
        var divide = Instantiate("").GetFunction<Func<int, int, (int, int)>>("divide");

        Assert.Equal((3, 1), divide(10, 3));
        Assert.Equal((-3, -1), divide(-10, 3));
    }

    [Fact]
    public void Exception_of_a_host_function_is_an_internal_host_error_with_the_exception_inside()
    {
        var trap = Assert.Throws<TrapException>(() => Instantiate("").GetFunction<Func<int, int, (int, int)>>("divide")(1, 0));

        Assert.Equal(TrapKind.HostDefect, trap.Kind);
        Assert.IsType<DivideByZeroException>(trap.InnerException);
    }

    [Fact]
    public void Bounds_error_of_a_host_function_is_a_trap_with_the_place()
    {
        var linker = new Linker().Define("env", "log", (Caller caller, uint text, uint _) => caller.Memory.Write(MemoryType.PageSize - 20 + text, 1L)).Define("env", "divide", (int _, int _) => (0, 0));
        var trap = Assert.Throws<TrapException>(linker.Instantiate(new Store(), _module).GetFunction<Action>("greet"));

        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal("greet", trap.Frames[^1].FunctionName);
    }

    [Fact]
    public void Function_that_needs_its_caller_cannot_be_called_without_one()
    {
        var unbound = Function.FromDelegate((Caller _, int a, int b) => a + b);
        var severalResults = Function.FromDelegate((int a, int b) => (a, b));

        Assert.Contains("only as an import", Assert.Throws<InvalidOperationException>(() => unbound.Invoke(Value.FromInt32(1), Value.FromInt32(2))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => severalResults.ToDelegate<Func<int, int, (int, int)>>()(1, 2));
        var trap = Assert.Throws<TrapException>(() => Instantiate("").GetFunction<Func<Function, int, int, int>>("call")(unbound, 1, 2));
        Assert.Equal(TrapKind.Host, trap.Kind);
        var instance = Instantiate("");
        instance.GetTable("table")!.Set(1, severalResults);
        Assert.Equal(TrapKind.Host, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int, (int, int)>>("divide_by_slot")(7, 2)).Kind);
    }
}
