using System.Security.Cryptography;
using System.Text;
using Cleanroom.Tests;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests;

/// <summary>A lease always begins in the state of the template, whatever the leases before it did.</summary>
public sealed class InstancePoolTests
{
    static readonly byte[] Module = File.ReadAllBytes(Path.Combine(SharedData.Repository, "tests", "guests", "pool.wasm"));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Lease_after_random_damage_is_identical_to_the_first(bool trackWrites, bool dense)
    {
        var pool = MakePool(trackWrites, dense);
        string first;
        using (var lease = pool.Lease()) first = Describe(lease.Instance);
        var random = new Random(20261125);
        for (var round = 0; round < 400; round++)
        {
            using (var lease = pool.Lease()) Damage(lease.Instance, random);
            using (var lease = pool.Lease())
            {
                Assert.Equal(first, Describe(lease.Instance));
                AssertGrownPagesAreZero(lease.Instance);
            }
        }
    }

    [Fact]
    public void Lease_runs_from_the_state_after_start()
    {
        using var lease = MakePool().Lease();
        Assert.Equal(42, lease.Instance.GetGlobal("number")!.Value.AsInt64());
        Assert.Equal("at the start", Encoding.ASCII.GetString(lease.Instance.Memory!.Slice(16, 12)));
        Assert.Equal(1, lease.Instance.GetFunction("callSlot")!.Call<int, int>(0));
    }

    [Fact]
    public void Functions_in_tables_belong_to_the_leased_instance()
    {
        var pool = MakePool();
        using var one = pool.Lease();
        using var two = pool.Lease();
        Assert.NotSame(one.Instance, two.Instance);
        Assert.Same(one.Instance.GetFunction("callSlot"), one.Instance.GetFunction("callSlot"));
        Assert.NotSame(one.Instance.GetTable("table")!.Get(0), two.Instance.GetTable("table")!.Get(0));
        two.Instance.GetFunction("setSlot")!.Invoke(Value.FromInt32(0));
        Assert.Equal(1, one.Instance.GetFunction("callSlot")!.Call<int, int>(0));
        Assert.Equal(2, two.Instance.GetFunction("callSlot")!.Call<int, int>(0));
    }

    [Fact]
    [Trait("Rule", "N58")]
    public void Secret_of_a_lease_is_nowhere_in_the_next()
    {
        var pool = MakePool();
        var secret = RandomNumberGenerator.GetBytes(24);
        var addresses = new uint[] { 0, 4090, 65530, 100_000, 131_040 };
        using (var lease = pool.Lease())
        {
            foreach (var address in addresses) secret.CopyTo(lease.Instance.Memory!.Slice(address, 24));
            lease.Instance.GetFunction("grow")!.Invoke(Value.FromInt32(3));
            secret.CopyTo(lease.Instance.Memory!.Slice(300_000, 24));
        }
        using (var lease = pool.Lease())
        {
            lease.Instance.GetFunction("grow")!.Invoke(Value.FromInt32(3));
            Assert.True(lease.Instance.Memory!.TryRead(0, (uint)lease.Instance.Memory.Length, out var bytes));
            Assert.Equal(-1, bytes.IndexOf(secret));
        }
    }

    [Fact]
    [Trait("Rule", "N68")]
    public void Instance_in_which_a_trap_happened_is_dropped()
    {
        var pool = MakePool();
        Instance damaged;
        using (var lease = pool.Lease())
        {
            damaged = lease.Instance;
            Assert.Throws<TrapException>(() => damaged.GetFunction("trap")!.Call());
            Assert.Throws<InvalidOperationException>(() => damaged.GetFunction("size")!.Call<int>());
        }
        Assert.Equal(0, pool.Idle);
        using var next = pool.Lease();
        Assert.NotSame(damaged, next.Instance);
    }

    [Fact]
    public void Lease_given_back_is_refused()
    {
        var pool = MakePool();
        var lease = pool.Lease();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Instance);
        lease.Dispose();
        Assert.Equal(1, pool.Idle);
    }

    [Fact]
    public void Lease_cannot_be_given_back_by_a_function_that_its_guest_calls()
    {
        // (module (import "env" "again" (func $again (param i32))) ... (func (export "host") (param i32) (call $again (local.get 0))))
        InstanceLease lease = default;
        var linked = new Linker().Define("env", "again", (int _) => lease.Dispose()).Link(new Engine().Compile(TestGuests.Read("recursion")));
        var pool = new InstancePool(linked, linked.Instantiate(new Store()), () => new Store());
        lease = pool.Lease();
        var trap = Assert.Throws<TrapException>(() => lease.Instance.GetFunction("host")!.Invoke(Value.FromInt32(0)));
        Assert.Contains("a guest of the store is running", trap.InnerException!.Message, StringComparison.Ordinal);
        lease.Dispose();
        Assert.Equal(0, pool.Idle);
    }

    [Fact]
    public void Base_of_an_instance_stays_while_it_is_used_again()
    {
        var pool = MakePool();
        nint before;
        using (var lease = pool.Lease())
        {
            before = Address(lease.Instance);
            lease.Instance.GetFunction("grow")!.Invoke(Value.FromInt32(5));
            Assert.Equal(before, Address(lease.Instance));
        }
        using (var lease = pool.Lease()) Assert.Equal(before, Address(lease.Instance));

        static unsafe nint Address(Instance instance) => (nint)instance.Memory!.Base;
    }

    [Fact]
    public void Cycle_allocates_nothing_on_the_managed_heap()
    {
        var pool = MakePool();
        Allocation.AssertNone(() =>
        {
            for (var i = 0; i < 1000; i++) Cycle(pool);
        });

        static void Cycle(InstancePool pool)
        {
            using var lease = pool.Lease();
            lease.Instance.GetFunction("work")!.Call<int, int>(4096);
        }
    }

    [Fact]
    public async Task Leases_on_many_threads_never_share_an_instance()
    {
        var pool = MakePool();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var lease = pool.Lease();
                var memory = lease.Instance.Memory!;
                Assert.True(memory.TryRead(2000, 8, out var before));
                Assert.False(before.ContainsAnyExcept((byte)0));
                lease.Instance.GetFunction("store64")!.Invoke(Value.FromInt32(2000), Value.FromInt64(thread + 1));
                Thread.Yield();
                Assert.True(memory.TryRead(2000, 8, out var after));
                Assert.Equal(thread + 1, after[0]);
            }
        })));
    }

    [Fact]
    public void Module_that_shares_memory_cannot_be_pooled()
    {
        // (module (import "host" "memory" (memory 1)))
        byte[] importing = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 2, 16, 1, 4, .. "host"u8, 6, .. "memory"u8, 2, 0, 1];
        var linked = new Linker().Define("host", "memory", new Memory(new MemoryType(1, null))).Link(new Engine().Compile(importing));
        var template = linked.Instantiate(new Store());
        Assert.Contains("host.memory", Assert.Throws<ArgumentException>(() => new InstancePool(linked, template, () => new Store())).Message, StringComparison.Ordinal);
    }

    static InstancePool MakePool(bool trackWrites = true, bool dense = false)
    {
        var options = new EngineOptions { TrackWrites = trackWrites, DenseSize = dense ? 0 : int.MaxValue };
        var linked = new Linker().Link(new Engine(options).Compile(Module));
        var template = linked.Instantiate(new Store());
        template.GetFunction("start")!.Call();
        return new InstancePool(linked, template, () => new Store());
    }

    static void Damage(Instance instance, Random random)
    {
        for (var steps = random.Next(1, 40); steps > 0; steps--)
        {
            var length = (int)instance.Memory!.Length;
            switch (random.Next(19))
            {
                case 16: Call(instance, "stride", Value.FromInt32(random.Next(length / 2)), Value.FromInt32(random.Next(1, 5000)), Value.FromInt32(random.Next(1, 12))); break;
                case 17: Call(instance, "twoStreams", Value.FromInt32(random.Next(length / 2)), Value.FromInt32(length - 8 - random.Next(5000)), Value.FromInt32(random.Next(1, 600))); break;
                case 18: Call(instance, "structure", Value.FromInt32(random.Next(length / 4096 - 2) * 4096 + random.Next(4096))); break;
                case 0 or 1 or 2: Call(instance, "store8", Value.FromInt32(random.Next(length)), Value.FromInt32(random.Next())); break;
                case 3 or 4: Call(instance, "store64", Value.FromInt32(random.Next(length - 7)), Value.FromInt64(random.NextInt64())); break;
                // The last bytes of a page and the first of the next one.
                case 5: Call(instance, "store64", Value.FromInt32(random.Next(1, length / 4096) * 4096 - random.Next(1, 8)), Value.FromInt64(-1)); break;
                case 6: Call(instance, "storeFar", Value.FromInt32(random.Next(length - 65536)), Value.FromInt32(random.Next())); break;
                case 7: Call(instance, "fill", Value.FromInt32(random.Next(length / 2)), Value.FromInt32(random.Next(256)), Value.FromInt32(random.Next(length / 2))); break;
                case 8: Call(instance, "copy", Value.FromInt32(random.Next(length / 2)), Value.FromInt32(random.Next(length / 2)), Value.FromInt32(random.Next(length / 2))); break;
                case 9: Call(instance, "grow", Value.FromInt32(random.Next(3))); break;
                case 10: Call(instance, "setNumber", Value.FromInt64(random.NextInt64())); break;
                case 11: Call(instance, "setReference"); break;
                case 12: Call(instance, "setSlot", Value.FromInt32(random.Next(4))); break;
                case 13: Call(instance, "growTable", Value.FromInt32(random.Next(3))); break;
                case 14: Call(instance, random.Next(2) == 0 ? "dropPassive" : "dropLate"); break;
                default: random.NextBytes(instance.Memory.Slice((uint)random.Next(length - 100), 100)); break;
            }
        }
        if (random.Next(8) == 0) Assert.Throws<TrapException>(() => Call(instance, "trap"));
    }

    static void Call(Instance instance, string name, params ReadOnlySpan<Value> arguments) => instance.GetFunction(name)!.Invoke(arguments);

    static string Describe(Instance instance)
    {
        Assert.True(instance.Memory!.TryRead(0, (uint)instance.Memory.Length, out var bytes));
        var table = instance.GetTable("table")!;
        var slots = Enumerable.Range(0, (int)table.Size).Select(slot => (table.Get((uint)slot) as Function)?.Index ?? -1);
        return string.Join('|',
            Convert.ToHexString(SHA256.HashData(bytes)), instance.Memory.Pages, instance.GetGlobal("number")!.Value, (instance.GetGlobal("reference")!.Value.AsFunction())?.Index,
            string.Join(',', slots), string.Join(',', instance.DataDropped), string.Join(',', instance.Elements.Select(items => items?.Length ?? -1)));
    }

    // Uses the lease up: what a growth brings is part of what must be clean.
    static void AssertGrownPagesAreZero(Instance instance)
    {
        var before = (uint)instance.Memory!.Length;
        Assert.True(instance.Memory.Grow(instance.Memory.MaxPages - instance.Memory.Pages) >= 0);
        Assert.True(instance.Memory.TryRead(before, (uint)instance.Memory.Length - before, out var grown));
        Assert.False(grown.ContainsAnyExcept((byte)0));
    }
}
