using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests;

/// <summary>What can be used after a trap and after a store was disposed (docs/engine.md).</summary>
public sealed class StoreTests
{
    static readonly Module Module = Guest.Compile("engine_api");

    static Instance Instantiate(Store store, Action? log = null) =>
        new Linker().Define("env", "log", (int _, int _) => log?.Invoke()).Define("env", "divide", (int _, int _) => (0, 0)).Instantiate(store, Module);

    [Fact]
    public void After_a_trap_state_can_be_read_and_nothing_called()
    {
        using var store = new Store();
        var (trapped, sibling) = (Instantiate(store), Instantiate(store));
        var add = sibling.GetFunction<Func<int, int, int>>("add");
        Assert.Throws<TrapException>(() => trapped.GetFunction<Action<int>>("fail")(123));

        Assert.True(store.IsFaulted);
        Assert.Equal(123, trapped.Memory!.Read<int>(0));
        Assert.Equal(1, trapped.GetGlobal("count")!.Value.AsInt32());
        Assert.NotNull(trapped.GetTable("table")!.Get(0));
        foreach (var refused in (Action[])[() => add(1, 2), () => trapped.GetFunction("greet")!.Invoke(), () => trapped.GetFunction("greet")!.Call(), () => Instantiate(store)])
            Assert.Equal("the guest trapped: make a new instance in a new store", Assert.Throws<InvalidOperationException>(refused).Message);
    }

    [Fact]
    public void After_a_trap_module_and_linker_serve_a_new_store()
    {
        using var store = new Store();
        Assert.Throws<TrapException>(() => Instantiate(store).GetFunction<Action<int>>("fail")(123));

        using var next = new Store();
        var instance = Instantiate(next);

        Assert.Equal(3, instance.GetFunction<Func<int, int, int>>("add")(1, 2));
        Assert.Equal(0, instance.Memory!.Read<int>(0));
    }

    [Fact]
    public void Disposed_store_refuses_calls_and_has_given_the_memory_back()
    {
        var store = new Store();
        var instance = Instantiate(store);

        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => instance.GetFunction<Func<int, int, int>>("add")(1, 2));
        Assert.Throws<ObjectDisposedException>(() => instance.Memory!.Read<int>(0));
        Assert.Throws<ObjectDisposedException>(() => Instantiate(store));
    }

    [Fact]
    public void Store_whose_guest_runs_cannot_be_disposed()
    {
        using var store = new Store();
        Exception? seen = null;
        Instance? instance = null;
        instance = Instantiate(store, () => seen = Record.Exception(store.Dispose) ?? Record.Exception(instance!.Memory!.Dispose));

        instance.GetFunction<Action>("greet")();

        Assert.IsType<InvalidOperationException>(seen);
        Assert.Equal(3, instance.GetFunction<Func<int, int, int>>("add")(1, 2));
    }

    [Fact]
    public void Disposed_memory_of_the_host_ends_the_use_of_its_importers()
    {
        var memory = new Memory(new MemoryType(1, null));
        var provider = Guest.Instantiate("provider");
        var consumer = new Linker().Define("provider", provider).Define("provider", "memory", memory).Instantiate(provider.Store!, Guest.Compile("consumer"));

        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => consumer.GetFunction<Func<int, int, int>>("store_and_load")(0, 1));
    }

    [Fact]
    public void Disposed_pool_gives_back_what_is_idle_and_later_what_is_leased()
    {
        var linked = new Linker().Define("env", "log", (int _, int _) => { }).Define("env", "divide", (int _, int _) => (0, 0)).Link(Module);
        var pool = new InstancePool(linked, linked.Instantiate(new Store()), () => new Store());
        var (first, second) = (pool.Lease(), pool.Lease());
        var (idle, leased) = (first.Instance, second.Instance);
        first.Dispose();

        pool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pool.Lease());
        Assert.Throws<ObjectDisposedException>(() => idle.Memory!.Read<int>(0));
        Assert.Equal(3, leased.GetFunction<Func<int, int, int>>("add")(1, 2));
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => leased.Memory!.Read<int>(0));
    }
}
