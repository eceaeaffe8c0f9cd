using System.Diagnostics;
using System.Globalization;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bench.Database;

/// <summary>Rows of a database server from inside a guest, against the driver alone.</summary>
static class ServerRows
{
    const int MaxRows = 10_000;

    public static void Measure(int rounds, string url, DriverPeer peer)
    {
        using var driver = peer;
        driver.Fill(MaxRows);
        using var source = DatabaseSource.Open(url);
        using var guest = DatabaseCommand.NewGuest(source);
        var statement = $"SELECT id, name, price, stock, note FROM bench_items WHERE id <= {driver.Placeholder} ORDER BY id";
        Console.WriteLine($"{driver.Name,-14} {"rows",6} {"ours µs",9} {"driver µs",9} {"ratio",6} {"lowest",7} {"highest",8} {"ours cpu",9} {"driver",9} {"ratio",6} {"allocated",10} {"driver",10}");
        foreach (var (rows, repetitions) in new[] { (1, 1_000), (100, 300), (MaxRows, 5) })
        {
            for (var warmUp = 0; warmUp < 4; warmUp++)
            {
                Ours(guest, statement, rows, repetitions);
                Drivers(driver, statement, rows, repetitions);
            }
            var (ours, drivers) = (new List<Sample>(), new List<Sample>());
            for (var round = 0; round < rounds; round++)
            {
                if (round % 2 == 0) ours.Add(Ours(guest, statement, rows, repetitions));
                drivers.Add(Drivers(driver, statement, rows, repetitions));
                if (round % 2 != 0) ours.Add(Ours(guest, statement, rows, repetitions));
            }
            Print(rows, ours, drivers);
        }
    }

    static void Print(int rows, List<Sample> ours, List<Sample> drivers)
    {
        var ratios = ours.Zip(drivers, static (mine, theirs) => mine.Elapsed / theirs.Elapsed).ToList();
        var cpu = Statistics.Median([.. ours.Zip(drivers, static (mine, theirs) => mine.Cpu / theirs.Cpu)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"",-14} {rows,6} {Of(ours, static sample => sample.Elapsed),9:F1} {Of(drivers, static sample => sample.Elapsed),9:F1} {Statistics.Median(ratios),6:F2} {ratios.Min(),7:F2} {ratios.Max(),8:F2} {Of(ours, static sample => sample.Cpu),9:F1} {Of(drivers, static sample => sample.Cpu),9:F1} {cpu,6:F2} {Of(ours, static sample => sample.Allocated),10:F0} {Of(drivers, static sample => sample.Allocated),10:F0}"));

        static double Of(List<Sample> samples, Func<Sample, double> value) => Statistics.Median([.. samples.Select(value)]);
    }

    static Sample Ours(Guest guest, string statement, int rows, int repetitions)
    {
        var start = Sample.Now;
        var answer = DatabaseCommand.Query(guest, statement, $"[{rows.ToString(CultureInfo.InvariantCulture)}]", repetitions);
        return start.Until(answer, rows, repetitions);
    }

    static Sample Drivers(DriverPeer driver, string statement, int rows, int repetitions)
    {
        var start = Sample.Now;
        var answer = driver.Query(statement, rows, repetitions);
        return start.Until(answer, rows, repetitions);
    }

    /// <summary>Time and processor time in µs, and bytes allocated, for one query.</summary>
    readonly record struct Sample(double Elapsed, double Cpu, double Allocated)
    {
        static byte[]? s_expected;
        static int s_rows;

        public static Sample Now => new(Stopwatch.GetTimestamp(), ThreadCpuClock.Microseconds(), GC.GetAllocatedBytesForCurrentThread());

        /// <summary>Returns what a query took, after comparing its answer with that of the other side.</summary>
        public Sample Until(ReadOnlySpan<byte> answer, int rows, int repetitions)
        {
            var end = Now;
            if (s_rows != rows) (s_expected, s_rows) = (answer.ToArray(), rows);
            if (!answer.SequenceEqual(s_expected)) throw new InvalidOperationException($"{rows} rows: the answers differ: {System.Text.Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 300)])}");
            return new Sample((end.Elapsed - Elapsed) * 1e6 / Stopwatch.Frequency / repetitions, (end.Cpu - Cpu) / repetitions, (end.Allocated - Allocated) / repetitions);
        }
    }
}
