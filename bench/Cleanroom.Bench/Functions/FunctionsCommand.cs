using System.CommandLine;
using System.Globalization;
using System.Text;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bench.Processes;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bench.Functions;

/// <summary>The verb <c>functions</c>: host functions called from inside a guest, against the straightforward implementation in Node.</summary>
static class FunctionsCommand
{
    sealed record Row(string Name, string Export, int Repetitions, byte[] Text);

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per row.", 9);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("functions", "Host functions from inside a guest against the same guest in Node, in processor time.") { Rounds };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds)));
        return command;
    }

    static int Run(int rounds)
    {
        var file = BenchPaths.Resource("Functions", "functions.wasm");
        using var guest = CleanModule.Load(File.ReadAllBytes(file)).CreateGuest(new GuestOptions());
        using var node = PeerProcess.Node(BenchPaths.Resource("Functions", "functions.mjs"), file);
        Console.WriteLine($"{"function",-26} {"ours µs",9} {"node µs",9} {"ratio",6} {"lowest",7} {"highest",8} {"bytes allocated",16}");
        foreach (var row in Rows())
        {
            var (ours, peer, ratios) = (new List<double>(), new List<double>(), new List<double>());
            // Both sides compile again what is called often; that happens in the background.
            for (var warmUp = 0; warmUp < 4; warmUp++)
            {
                Measure(guest, node, row, out _, out _);
                Thread.Sleep(150);
            }
            var before = GC.GetAllocatedBytesForCurrentThread();
            Call(guest, row);
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / row.Repetitions;
            for (var round = 0; round < rounds; round++)
            {
                Measure(guest, node, row, out var mine, out var theirs);
                ours.Add(mine / row.Repetitions);
                peer.Add(theirs / row.Repetitions);
                ratios.Add(mine / theirs);
            }
            Console.WriteLine($"{row.Name,-26} {Statistics.Median(ours),9:F3} {Statistics.Median(peer),9:F3} {Statistics.Median(ratios),6:F2} {ratios.Min(),7:F2} {ratios.Max(),8:F2} {allocated,16}");
        }
        return 0;
    }

    static IEnumerable<Row> Rows()
    {
        foreach (var (name, size, repetitions) in new[] { ("16 B", 16, 200_000), ("1 KB", 1024, 100_000), ("64 KB", 65536, 4_000) })
            yield return new Row($"string.concat {name}", "concat", repetitions, Encoding.ASCII.GetBytes(new string('x', size)));
        var items = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":{{i}},"name":"item number {{i}}","price":{{(i * 1.25).ToString(CultureInfo.InvariantCulture)}},"tags":["a","b"],"on":{{(i % 2 == 0 ? "true" : "false")}}}"""));
        yield return new Row("json decode+encode, 8 KB", "json", 300, Encoding.UTF8.GetBytes($"[{items}]"));
        yield return new Row("float_to_string", "float", 100_000, []);
        yield return new Row("int_to_string", "integer", 100_000, []);
        yield return new Row("float_to_string_fixed", "fixed", 100_000, []);
        yield return new Row("string_to_float", "number", 100_000, "12345.678e-3"u8.ToArray());
        yield return new Row("sha256 64 B", "sha256", 50_000, Encoding.ASCII.GetBytes(new string('x', 64)));
        yield return new Row("sha256 1 MB", "sha256", 40, Encoding.ASCII.GetBytes(new string('x', 1_000_000)));
        // A kilobyte of words, one of which is looked for, with blanks at both ends.
        var words = Encoding.ASCII.GetBytes($"  {string.Concat(Enumerable.Repeat("haystack ", 110))}needle  ");
        yield return new Row("string_substring 200 B", "substring", 100_000, words);
        yield return new Row("string_index_of 1 KB", "index_of", 100_000, words);
        yield return new Row("string_replace 1 KB", "replace", 50_000, words);
        yield return new Row("string_to_upper 1 KB", "upper", 50_000, words);
        yield return new Row("string_trim 1 KB", "trim", 50_000, words);
    }

    static void Measure(Guest guest, PeerProcess node, Row row, out double ours, out double peer)
    {
        var start = ThreadCpuClock.Microseconds();
        var result = Call(guest, row);
        ours = ThreadCpuClock.Microseconds() - start;
        var answer = node.Ask($"{row.Export} {row.Repetitions.ToString(CultureInfo.InvariantCulture)} {Convert.ToBase64String(row.Text)}");
        peer = answer.GetProperty("cpuMicroseconds").GetDouble();
        if (answer.GetProperty("result").GetInt32() != result) throw new InvalidOperationException($"{row.Name}: {result} here, {answer.GetProperty("result")} in Node");
    }

    static int Call(Guest guest, Row row)
    {
        var memory = guest.Instance!.Memory!;
        BitConverter.TryWriteBytes(memory.Slice(65536, 4), row.Text.Length);
        row.Text.CopyTo(memory.Slice(65540, (uint)row.Text.Length));
        return guest.Instance.GetFunction(row.Export)!.Call<int, int>(row.Repetitions);
    }
}
