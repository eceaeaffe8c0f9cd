using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bridge.Grants;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cleanroom.Bench.Sessions;

/// <summary>The verb <c>sessions</c>: what a session store adds to its driver, operation by operation.</summary>
static class SessionsCommand
{
    const int Repetitions = 300;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per row.", 9);
    static readonly Option<string[]> Stores = new("--session-store") { HelpName = "URL", Description = "More stores than SQLite; each may get a table bench_sessions.", AllowMultipleArgumentsPerToken = true };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("sessions", "Sessions in each store against its driver alone.") { Rounds, Stores };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Stores) ?? []));
        return command;
    }

    static int Run(int rounds, string[] stores)
    {
        var folder = Directory.CreateTempSubdirectory("cleanroom-bench-").FullName;
        try
        {
            Console.WriteLine($"{"driver",-14} {"operation",-9} {"ours µs",8} {"driver µs",9} {"ratio",6} {"lowest",7} {"highest",8} {"ours cpu",9} {"driver",7}");
            foreach (var place in (string[])[$"sqlite:{Path.Combine(folder, "sessions.db")}", .. stores]) Measure(place, rounds);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Measure(string place, int rounds)
    {
        using var connections = new StateConnections(new ClosedPaths(), NullLogger.Instance);
        using var store = SessionStores.Open(place, connections, TimeProvider.System);
        using var driver = SessionDriver.Of(place);
        var state = new SessionState { UserId = "7", Role = "customer", Data = """{"cart":[1,2,3]}"""u8.ToArray(), TimeToLive = TimeSpan.FromHours(1), Touched = TimeProvider.System.GetUtcNow() };
        var key = SessionKey.Of("bench");
        var (name, text) = (key.ToString(), Encoding.UTF8.GetString(SessionText.Write(state)));
        Compare(driver.Name, "set", rounds, () => store.Set(key, state), () => driver.Set(name, text));
        Compare(driver.Name, "find", rounds, () => Require(store.Find(key)), () => Require(driver.Find(name)));
        Compare(driver.Name, "change", rounds, () => Require(store.Change(key, static state => state with { Role = "editor" })), () =>
        {
            Require(driver.Find(name));
            driver.Set(name, text);
        });
    }

    static void Compare(string driver, string operation, int rounds, Action ours, Action peer)
    {
        var (mine, theirs) = (new List<Sample>(), new List<Sample>());
        for (var round = -3; round < rounds; round++)
        {
            // Each side begins every other round; the first rounds warm up.
            Sample one, other;
            if (round % 2 == 0) (one, other) = (Sample.Of(ours), Sample.Of(peer));
            else (other, one) = (Sample.Of(peer), Sample.Of(ours));
            if (round < 0) continue;
            mine.Add(one);
            theirs.Add(other);
        }
        double[] ratios = [.. mine.Zip(theirs, static (one, other) => one.Elapsed / other.Elapsed)];
        Console.WriteLine(
            $"{driver,-14} {operation,-9} {Median(mine, static sample => sample.Elapsed),8:F1} {Median(theirs, static sample => sample.Elapsed),9:F1} {Statistics.Median(ratios),6:F2} {ratios.Min(),7:F2} {ratios.Max(),8:F2} {Median(mine, static sample => sample.Cpu),9:F1} {Median(theirs, static sample => sample.Cpu),7:F1}");
    }

    static double Median(List<Sample> samples, Func<Sample, double> value) => Statistics.Median([.. samples.Select(value)]);

    static void Require(object? found)
    {
        if (found is null) throw new InvalidOperationException("a session was lost");
    }

    /// <summary>Time and processor time of an operation, in µs.</summary>
    readonly record struct Sample(double Elapsed, double Cpu)
    {
        public static Sample Of(Action operation)
        {
            var (start, cpu) = (Stopwatch.GetTimestamp(), ThreadCpuClock.Microseconds());
            for (var i = 0; i < Repetitions; i++) operation();
            return new Sample(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Repetitions, (ThreadCpuClock.Microseconds() - cpu) / Repetitions);
        }
    }
}
