using System.Globalization;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bridge;
using Cleanroom.Server;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Compiling;

/// <summary>Which functions of real modules become machine code at their start, and how long that takes: those that are called, and no others.</summary>
static class StartFunctions
{
    const int Rounds = 5, Slowest = 4;

    /// <summary>Prints a row for each module of the shared test data.</summary>
    public static void Print(string shared)
    {
        using var listener = new JitListener();
        Console.WriteLine($"\n{"until the entry point returned",-30} {"functions",9} {"to IL ms",9} {"compiled",9} {"jit ms",7} {"all ms",7}  slowest, ms");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(shared, "modules", "run"), "*.wasm").Order(StringComparer.Ordinal)) Print(listener, file, Run);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(shared, "modules", "server"), "*.wasm").Order(StringComparer.Ordinal)) Print(listener, file, Serve);
    }

    static void Print(JitListener listener, string file, Action<byte[]> start)
    {
        var bytes = File.ReadAllBytes(file);
        var times = new Dictionary<int, List<double>>();
        var (emissions, totals, compiled) = (new List<double>(), new List<double>(), 0);
        for (var round = 0; round <= Rounds; round++)
        {
            listener.Reset();
            start(bytes);
            var heard = listener.WaitForTimes();
            // The first round also compiles what only this kind of module needs of the host.
            if (round == 0) continue;
            compiled = heard.Count;
            foreach (var (function, time) in heard)
            {
                if (!times.TryGetValue(function, out var all)) times[function] = all = [];
                all.Add(time);
            }
            var before = ThreadCpuClock.Microseconds();
            var module = CleanModule.Load(bytes).Definition;
            emissions.Add((ThreadCpuClock.Microseconds() - before) / 1000);
            listener.Reset();
            new Engine().Compile(module, null).WarmUp();
            totals.Add(listener.WaitForTimes().Values.Sum());
        }
        var definition = ModuleDefinition.Parse(bytes);
        // The lowest: the runtime tells when, not how much processor time it took.
        var lowest = times.Select(function => (Name: definition.FunctionName(function.Key) ?? $"{function.Key}", Time: function.Value.Min())).OrderByDescending(function => function.Time).ToList();
        var slowest = string.Join(", ", lowest.Take(Slowest).Select(function => string.Create(CultureInfo.InvariantCulture, $"{function.Name} {function.Time:F1}")));
        Console.WriteLine($"{Path.GetFileNameWithoutExtension(file),-30} {definition.Functions.Count,9} {emissions.Min(),9:F1} {compiled,9} {lowest.Sum(function => function.Time),7:F1} {totals.Min(),7:F1}  {slowest}");
    }

    static void Run(byte[] bytes)
    {
        using var guest = CleanModule.Load(bytes).CreateGuest(new GuestOptions());
        try
        {
            guest.RunEntryPoint();
        }
        catch (TrapException)
        {
            // One that wants files or the network has compiled what it reached.
        }
    }

    static void Serve(byte[] bytes)
    {
        using var application = CleanApplication.Load(bytes, new CleanServerOptions());
    }
}
