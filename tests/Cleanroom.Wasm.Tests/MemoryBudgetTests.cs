using System.Runtime.CompilerServices;
using Cleanroom.Tests;

namespace Cleanroom.Wasm.Tests;

/// <summary>One budget for several stores, pools and their host.</summary>
public sealed class MemoryBudgetTests
{
    const long Page = MemoryType.PageSize;

    static readonly LinkedModule Growing = new Linker().Link(new Engine().Compile(TestGuests.Read("grow")));

    [Fact]
    public void Memory_counts_until_its_store_is_disposed()
    {
        var budget = new MemoryBudget(10 * Page);
        var store = NewStore(budget);
        var instance = Growing.Instantiate(store);
        Assert.Equal(Page, budget.Used);
        Assert.Equal(1, Grow(instance, 4));
        Assert.Equal(5 * Page, budget.Used);
        store.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void Growth_beyond_the_budget_fails_like_any_growth()
    {
        var budget = new MemoryBudget(4 * Page);
        using var store = NewStore(budget);
        var instance = Growing.Instantiate(store);
        Assert.Equal(-1, Grow(instance, 4));
        Assert.True(instance.Memory!.LacksMemory);
        Assert.Equal(1, Grow(instance, 3));
        Assert.Equal(4 * Page, budget.Used);
        Assert.Equal(-1, Grow(instance, 65536));
        Assert.False(instance.Memory.LacksMemory);
    }

    [Fact]
    public void Trap_of_a_refused_growth_says_that_it_was_the_budget()
    {
        using var store = new Store(new ResourceLimits { Budget = new MemoryBudget(4 * Page), TrapOnRefusedGrowth = true });
        var instance = Growing.Instantiate(store);
        var trap = Assert.Throws<TrapException>(() => Grow(instance, 4));
        Assert.Equal(TrapKind.OutOfMemory, trap.Kind);
        Assert.EndsWith("; 65536 of 262144 bytes of the memory budget are in use", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instance_beyond_the_budget_is_not_made()
    {
        var budget = new MemoryBudget(Page);
        using var store = NewStore(budget);
        Growing.Instantiate(store);
        Assert.Contains("65536 of 65536 bytes of the memory budget are in use", Assert.Throws<InsufficientMemoryException>(() => Growing.Instantiate(NewStore(budget))).Message, StringComparison.Ordinal);
        Assert.Equal(Page, budget.Used);
    }

    [Fact]
    public void Idle_instances_of_other_pools_are_given_back_first()
    {
        var budget = new MemoryBudget(6 * Page);
        using var idle = MakePool(budget);
        using var busy = MakePool(budget);
        var leases = new[] { idle.Lease(), idle.Lease() };
        foreach (var lease in leases) lease.Dispose();
        Assert.Equal((2, 4 * Page), (idle.Idle, budget.Used));
        using var first = busy.Lease();
        using var second = busy.Lease();
        Assert.Equal((2, 6 * Page), (idle.Idle, budget.Used));
        using var third = busy.Lease();
        Assert.Equal((1, 6 * Page), (idle.Idle, budget.Used));
        Assert.Equal(1, Grow(first.Instance, 1));
        Assert.Equal((0, 6 * Page), (idle.Idle, budget.Used));
        Assert.False(busy.TryLease(out _));
        Assert.Throws<InsufficientMemoryException>(() => idle.Lease());
    }

    [Fact]
    public void Refused_lease_leaves_nothing_behind()
    {
        var budget = new MemoryBudget(7 * Page);
        using var pool = MakePool(budget, templatePages: 4);
        var release = budget.WaitForReleaseAsync();
        Assert.False(pool.TryLease(out _));
        Assert.Equal(4 * Page, budget.Used);
        // Who waits for memory is not woken by an attempt that found none: a declared minimum that fits is not charged and released.
        Assert.False(release.IsCompleted);
    }

    [Fact]
    public void Much_memory_by_which_an_instance_grew_is_given_back_with_its_lease()
    {
        var budget = new MemoryBudget(1000 * Page);
        using var pool = MakePool(budget);
        var before = budget.Used;
        using (var lease = pool.Lease())
        {
            Grow(lease.Instance, 300);
            lease.Instance.Memory!.Slice(0, 301 * (uint)Page).Fill(1);
            Assert.Equal(before + 301 * Page, budget.Used);
        }
        Assert.Equal((1, before + Page), (pool.Idle, budget.Used));
        using (var lease = pool.Lease())
        {
            Assert.Equal(1u, lease.Instance.Memory!.Pages);
            Grow(lease.Instance, 400);
            Assert.True(lease.Instance.Memory.TryRead(0, 401 * (uint)Page, out var bytes));
            Assert.False(bytes.ContainsAnyExcept((byte)0));
            lease.Instance.Memory.Slice(200 * (uint)Page, 1)[0] = 1;
        }
        Assert.Equal(before + Page, budget.Used);
    }

    [Fact]
    public void Little_memory_by_which_an_instance_grew_is_kept_for_the_next()
    {
        var budget = new MemoryBudget(1000 * Page);
        using var pool = MakePool(budget);
        var before = budget.Used;
        using (var lease = pool.Lease()) Grow(lease.Instance, 20);
        Assert.Equal(before + 21 * Page, budget.Used);
        pool.ReleaseIdle();
        Assert.Equal((0, before), (pool.Idle, budget.Used));
    }

    [Fact]
    public void Memory_that_nobody_disposed_is_found_when_it_is_needed()
    {
        var budget = new MemoryBudget(4 * Page);
        Forget(budget);
        Assert.True(budget.TryCharge(4 * Page));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(MemoryBudget budget)
        {
            for (var i = 0; i < 4; i++) Growing.Instantiate(NewStore(budget));
        }
    }

    [Fact]
    public async Task Wait_ends_with_a_release_and_with_a_lease_that_returns()
    {
        var budget = new MemoryBudget(2 * Page);
        using var pool = MakePool(budget);
        var lease = pool.Lease();
        var returned = budget.WaitForReleaseAsync();
        Assert.False(returned.IsCompleted);
        lease.Dispose();
        await returned.WaitAsync(Patience.Long);
        var released = budget.WaitForReleaseAsync();
        Assert.False(released.IsCompleted);
        pool.ReleaseIdle();
        await released.WaitAsync(Patience.Long);
    }

    [Fact]
    public void Charges_of_many_threads_add_up_and_never_exceed_the_limit()
    {
        var budget = new MemoryBudget(1000);
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (!budget.TryCharge(thread * 40)) continue;
                Assert.InRange(budget.Used, 0, 1000);
                budget.Release(thread * 40);
            }
        });
        Assert.Equal(0, budget.Used);
        Assert.False(budget.TryCharge(1001));
        Assert.True(budget.TryCharge(1000));
    }

    [Fact]
    public void Budget_of_the_process_is_three_quarters_of_the_memory()
    {
        Assert.Same(MemoryBudget.OfProcess, MemoryBudget.OfProcess);
        // Not more than the system has, and not less than what the garbage collector would leave unused.
        Assert.InRange(MemoryBudget.OfProcess.Limit, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes + 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBudget(0));
    }

    [Fact]
    public void Lease_that_grows_within_what_it_has_allocates_nothing()
    {
        var budget = new MemoryBudget(1000 * Page);
        using var pool = MakePool(budget);
        Allocation.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var lease = pool.Lease();
                lease.Instance.Memory!.Grow(300);
                budget.TryCharge(1);
                budget.Release(1);
            }
        });
    }

    static int Grow(Instance instance, int pages) => instance.GetFunction("grow")!.Call<int, int>(pages);

    static Store NewStore(MemoryBudget budget) => new(new ResourceLimits { Budget = budget, MemoryBytes = 2000 * (ulong)Page });

    static InstancePool MakePool(MemoryBudget budget, int templatePages = 1)
    {
        var template = Growing.Instantiate(NewStore(budget));
        Grow(template, templatePages - 1);
        return new InstancePool(Growing, template, () => NewStore(budget));
    }
}
