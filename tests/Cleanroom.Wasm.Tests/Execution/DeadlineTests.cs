using System.Diagnostics;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

/// <summary>Calls end when their time is up, and only then.</summary>
public sealed class DeadlineTests
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    /// <summary>A trap that comes before this, with a deadline of <see cref="Tight"/>, was meant for another call.</summary>
    static readonly TimeSpan TooEarly = TimeSpan.FromMilliseconds(8);

    static readonly TimeSpan Tight = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("endless", "loop")]
    [InlineData("endless", "counting")]
    [InlineData("endless", "tree")]
    [InlineData("deadline", "fork")]
    public void Endless_work_ends_when_its_time_is_up(string guest, string export)
    {
        var store = new Store(new ResourceLimits { Deadline = Short }) { SurvivesTraps = true };
        var function = Instantiate(store, guest).Export(export);
        var watch = Stopwatch.StartNew();

        var trap = function.Trap([.. function.Type.Parameters.Select(_ => Value.FromInt32(1000))]);

        Assert.Equal(TrapKind.DeadlineExceeded, trap.Kind);
        Assert.InRange(watch.Elapsed, Short / 2, Patience.Long);
        Assert.NotEmpty(trap.Frames);
    }

    [Fact]
    public void Endless_recursion_ends_before_its_time_is_up()
    {
        var watch = Stopwatch.StartNew();
        var instance = Guest.Instantiate("recursion", new ResourceLimits { Deadline = Short }, new Linker().Define("env", "again", (int _) => { }));

        Assert.Contains(instance.Export("mutual").Trap(Value.FromInt32(0)).Kind, new[] { TrapKind.CallStackExhausted, TrapKind.DeadlineExceeded });
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience.Long);
    }

    [Fact]
    public void Deadline_counts_from_each_call_of_the_host()
    {
        var store = new Store(new ResourceLimits { Deadline = TimeSpan.FromSeconds(3) });
        var spin = Instantiate(store, "deadline").Export("spin");

        for (var i = 0; i < 7; i++) Assert.Equal(500_000, spin.Call<int, int>(500_000));
    }

    [Fact]
    public void Deadline_of_the_outer_call_holds_for_the_inner_ones()
    {
        var store = new Store(new ResourceLimits { Deadline = Short }) { SurvivesTraps = true };
        Instance? instance = null;
        var linker = new Linker().Define("env", "spin", (int n) =>
        {
            instance!.Export("short").Call<int, int>(n);
            instance!.Export("loop").Call<int, int>(n);
        });
        instance = linker.Instantiate(store, Guest.Compile("deadline"));

        Assert.Equal(TrapKind.DeadlineExceeded, instance.Export("spin").Trap(Value.FromInt32(1)).Kind);
    }

    [Fact]
    public void Deadline_calls_Stopping_on_another_thread()
    {
        var thread = 0;
        var store = new Store(new ResourceLimits { Deadline = Short }) { Stopping = () => thread = Environment.CurrentManagedThreadId };

        Instantiate(store, "endless").Export("loop").Trap();

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref thread) != 0, Patience.Long));
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void Deadline_that_passed_is_not_forgotten_by_asking_twice()
    {
        var store = new Store();
        store.SetDeadline(TimeSpan.FromMilliseconds(1));
        Assert.True(SpinWait.SpinUntil(() => store.IsInterrupted, Patience.Long));

        Assert.False(store.ClearDeadline());
        Assert.False(store.ClearDeadline());
    }

    [Fact]
    public void Deadline_without_time_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ResourceLimits { Deadline = TimeSpan.Zero });

    [Fact]
    public void Timer_stops_when_no_deadline_is_left()
    {
        var store = new Store();
        store.SetDeadline(TimeSpan.FromHours(1));
        Assert.True(Watchdog.IsTicking);

        Assert.True(store.ClearDeadline());

        // Other tests set deadlines meanwhile; none of them lasts.
        Assert.True(SpinWait.SpinUntil(() => !Watchdog.IsTicking, Patience.Long));
    }

    [Fact]
    public void Deadline_hits_no_later_call_of_the_same_store() => OnThreads(random =>
    {
        var (instance, last) = (Fresh(), TimeSpan.MaxValue);
        for (var i = 0; i < 3000; i++)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                Work(instance, random);
                last = watch.Elapsed;
            }
            catch (TrapException trap)
            {
                Assert.Equal(TrapKind.DeadlineExceeded, trap.Kind);
                Assert.InRange(watch.Elapsed, TooEarly, TimeSpan.MaxValue);
                instance = Fresh();
            }
            catch (InvalidOperationException)
            {
                // Its time was up at the very end of the call before.
                Assert.InRange(last, TooEarly, TimeSpan.MaxValue);
                instance = Fresh();
            }
        }

        static Instance Fresh() => Instantiate(new Store(new ResourceLimits { Deadline = Tight }), Module);
    });

    [Fact]
    public void Deadline_hits_no_later_lease_of_a_pool()
    {
        var linked = Linker().Link(Module);
        var pool = new InstancePool(linked, linked.Instantiate(new Store()), () => new Store(new ResourceLimits { Deadline = Tight }));
        OnThreads(random =>
        {
            for (var i = 0; i < 3000; i++)
            {
                using var lease = pool.Lease();
                var watch = Stopwatch.StartNew();
                try
                {
                    Work(lease.Instance, random);
                }
                catch (TrapException trap)
                {
                    Assert.Equal(TrapKind.DeadlineExceeded, trap.Kind);
                    Assert.InRange(watch.Elapsed, TooEarly, TimeSpan.MaxValue);
                }
            }
        });
    }

    static readonly Module Module = Guest.Compile("deadline");

    // Mostly a call that is over at once, and now and then one that ends about when its time is up.
    static void Work(Instance instance, Random random)
    {
        if (random.Next(100) == 0) instance.Export("spin").Call<int, int>(random.Next(10_000, 35_000));
        else Assert.Equal(8, instance.Export("short").Call<int, int>(7));
    }

    static Linker Linker() => new Linker().Define("env", "spin", (int microseconds) =>
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalMicroseconds < microseconds) Thread.SpinWait(20);
    });

    static Instance Instantiate(Store store, string guest) => Instantiate(store, Guest.Compile(guest));

    static Instance Instantiate(Store store, Module module) => Linker().Instantiate(store, module);

    static void OnThreads(Action<Random> action)
    {
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            if (Record.Exception(() => action(new Random(seed))) is not { } failure) return;
            lock (failures) failures.Add(failure);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    }
}
