using System.Collections.Concurrent;
using System.Diagnostics;
using Cleanroom.Bridge;
using Cleanroom.Wasm;

namespace Cleanroom.StressHost;

/// <summary>
/// Sixteen threads with guests that loop, recurse, grow, fill tables and ask for huge results, half of them on small stacks. Meanwhile the garbage collector
/// runs and another guest answers.
/// </summary>
sealed class Attack : IDisposable
{
    const int Threads = 16, Rounds = 2, SmallStack = 256 * 1024;
    const double MaxGrowthMegabytes = 100;

    static readonly TimeSpan MaxCollection = TimeSpan.FromSeconds(60);

    static readonly ResourceLimits Limits = new()
    {
        Deadline = TimeSpan.FromMilliseconds(50),
        MemoryBytes = 16 << 20,
        TableElements = 200_000,
        HostCallBytes = 4 << 20,
    };

    readonly ConcurrentQueue<string> _failures = [];
    readonly Module _endless, _recursion;
    readonly CleanModule _greedy;
    readonly InstancePool _answers;
    int _traps;

    Attack(string guests)
    {
        Module Compile(string name) => new Engine().Compile(File.ReadAllBytes(Path.Combine(guests, name + ".wasm")));
        (_endless, _recursion) = (Compile("endless"), Compile("recursion"));
        _greedy = CleanModule.Load(File.ReadAllBytes(Path.Combine(guests, "attack.wasm")));
        var answering = new Linker().Link(Compile("work"));
        _answers = new InstancePool(answering, answering.Instantiate(new Store()), () => new Store());
    }

    public void Dispose() => _answers.Dispose();

    public static int Run(string guests)
    {
        using var attack = new Attack(guests);
        return attack.Run();
    }

    int Run()
    {
        // Every attack once on every kind of thread, so that what they need for good is there.
        AttackFromAll(1);
        var before = ProcessMemory.SettledMegabytes();

        using var ended = new CancellationTokenSource();
        var (answered, collected, longest) = (0, 0, TimeSpan.Zero);
        var citizen = Start(() => answered = AnswerUntil(ended.Token), 0);
        var collector = Start(() => (collected, longest) = CollectUntil(ended.Token), 0);
        AttackFromAll(Rounds);
        ended.Cancel();
        citizen.Join();
        collector.Join();

        var after = ProcessMemory.SettledMegabytes();
        Console.WriteLine($"{_traps} guests trapped; {answered} answers and {collected} collections meanwhile, the longest took {longest.TotalMilliseconds:F0} ms; private memory {before:F1} MB before, {after:F1} MB after");
        Check(answered > 0, "no other guest was answered");
        Check(collected > 0 && longest < MaxCollection, $"{collected} collections, the longest took {longest}");
        Check(after - before < MaxGrowthMegabytes, $"{after - before:F0} MB more than before");
        foreach (var failure in _failures.Take(20)) Console.Error.WriteLine(failure);
        return _failures.IsEmpty ? 0 : 1;
    }

    void AttackFromAll(int rounds)
    {
        var threads = Enumerable.Range(0, Threads).Select(index => Start(() => AttackFrom(index, rounds), index % 2 == 0 ? SmallStack : 0)).ToList();
        threads.ForEach(thread => thread.Join());
    }

    Thread Start(Action action, int stackBytes)
    {
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception failure)
            {
                _failures.Enqueue(failure.ToString());
            }
        }, stackBytes);
        thread.Start();
        return thread;
    }

    void AttackFrom(int index, int rounds)
    {
        Action[] attacks =
        [
            () => Trap(_endless, "loop", TrapKind.DeadlineExceeded),
            () => Trap(_endless, "counting", TrapKind.DeadlineExceeded),
            () => Trap(_endless, "tree", TrapKind.DeadlineExceeded),
            () => Trap(_recursion, "direct", TrapKind.CallStackExhausted),
            () => Trap(_recursion, "mutual", TrapKind.CallStackExhausted),
            () => Trap(_recursion, "indirect", TrapKind.CallStackExhausted),
            () => Trap(_recursion, "host", TrapKind.CallStackExhausted),
            () => Greedy("grow", TrapKind.DeadlineExceeded, TrapKind.OutOfMemory),
            () => Greedy("tables", TrapKind.DeadlineExceeded),
            () => Greedy("huge", TrapKind.Host, TrapKind.OutOfMemory),
            () => Greedy("many", TrapKind.DeadlineExceeded, TrapKind.OutOfMemory, TrapKind.Host),
        ];
        // Each thread begins elsewhere.
        for (var i = 0; i < attacks.Length * rounds; i++) attacks[(index + i) % attacks.Length]();
    }

    void Trap(Module module, string export, TrapKind expected)
    {
        Instance? instance = null;
        var linker = new Linker().Define("env", "again", (int n) => { instance!.GetFunction("host")!.Call<int, int>(n); });
        instance = linker.Instantiate(new Store(Limits), module);
        Expect(instance, export, expected);
        instance.Memory!.Dispose();
    }

    void Greedy(string export, params TrapKind[] expected)
    {
        using var guest = _greedy.CreateGuest(new GuestOptions { Limits = Limits, MemoryLimit = Limits.MemoryBytes });
        Expect(guest.Instance!, export, expected);
        guest.Instance!.Memory!.Dispose();
    }

    void Expect(Instance instance, string export, params TrapKind[] expected)
    {
        var watch = Stopwatch.StartNew();
        var function = instance.GetFunction(export)!;
        try
        {
            function.Invoke([.. function.Type.Parameters.Select(Value.Default)]);
            Check(false, $"{export} returned");
        }
        catch (TrapException trap)
        {
            Interlocked.Increment(ref _traps);
            // Recursion on a machine that is busy elsewhere may also run out of time.
            Check(expected.Contains(trap.Kind) || trap.Kind == TrapKind.DeadlineExceeded, $"{export}: {trap.Kind}: {trap.Message}");
        }
        Check(watch.Elapsed < TimeSpan.FromSeconds(60), $"{export} took {watch.Elapsed}");
        try
        {
            function.Invoke([.. function.Type.Parameters.Select(Value.Default)]);
            Check(false, $"{export} ran again after a trap");
        }
        catch (InvalidOperationException)
        {
        }
    }

    int AnswerUntil(CancellationToken end)
    {
        var (answers, expected) = (0, Enumerable.Range(0, 16384).Sum(i => 1 + 4 * i));
        while (!end.IsCancellationRequested)
        {
            using var lease = _answers.Lease();
            Check(lease.Instance.GetFunction("sum")!.Call<int, int>(1) == expected, "a wrong answer");
            answers++;
        }
        return answers;
    }

    static (int, TimeSpan) CollectUntil(CancellationToken end)
    {
        var (count, longest) = (0, TimeSpan.Zero);
        // With a pause: one collection right after the other would leave nobody else any time.
        while (!end.WaitHandle.WaitOne(20))
        {
            var watch = Stopwatch.StartNew();
            GC.Collect();
            if (watch.Elapsed > longest) longest = watch.Elapsed;
            count++;
        }
        return (count, longest);
    }

    void Check(bool right, string what)
    {
        if (!right) _failures.Enqueue(what);
    }
}
