using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Http;

/// <summary>The verb <c>http</c>: requests a second of a served Clean application against Kestrel alone, in turns, with <c>wrk</c> on loopback.</summary>
static partial class HttpCommand
{
    const int OurPort = 3911, PeerPort = 3912;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per route.", 5);
    static readonly Option<int> Seconds = PositiveOption.Create("--seconds", "Seconds of load per round and side.", 3);
    static readonly Option<int> Connections = PositiveOption.Create("--connections", "Connections.", 64);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("http", "A served application against Kestrel alone: requests a second, ratio, slowest hundredth.") { Rounds, Seconds, Connections };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Seconds), parsed.GetValue(Connections)));
        return command;
    }

    static int Run(int rounds, int seconds, int connections)
    {
        if (BenchPaths.Shared is null || !File.Exists("/usr/bin/wrk"))
        {
            Console.WriteLine("skipped: the shared modules (CLEANROOM_SHARED) and wrk are needed");
            return 0;
        }
        using var ours = Start("dotnet", BenchPaths.CommandLine, "serve", Path.Combine(BenchPaths.Shared, "modules", "server", "bench_server.wasm"), "-q", "--port", Text(OurPort));
        using var peer = Start("dotnet", typeof(HttpCommand).Assembly.Location, "raw-kestrel", "--port", Text(PeerPort));
        try
        {
            Thread.Sleep(3000);
            Console.WriteLine($"{"route",-16} {"ours/s",9} {"kestrel/s",10} {"ratio",6} {"lowest",7} {"highest",8} {"p99 ms",7} {"MB",5}");
            foreach (var (name, target, script) in Routes())
            {
                Load(OurPort, target, 1, connections, script);
                Load(PeerPort, target, 1, connections, script);
                var (mine, theirs, ratios, slowest) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
                for (var round = 0; round < rounds; round++)
                {
                    var (rate, p99) = Load(OurPort, target, seconds, connections, script);
                    var (peerRate, _) = Load(PeerPort, target, seconds, connections, script);
                    mine.Add(rate);
                    theirs.Add(peerRate);
                    ratios.Add(rate / peerRate);
                    slowest.Add(p99);
                }
                ours.Refresh();
                Console.WriteLine($"{name,-16} {Statistics.Median(mine),9:F0} {Statistics.Median(theirs),10:F0} {Statistics.Median(ratios),6:F2} {ratios.Min(),7:F2} {ratios.Max(),8:F2} {Statistics.Median(slowest),7:F2} {ours.WorkingSet64 >> 20,5}");
            }
        }
        finally
        {
            ours.Kill();
            peer.Kill();
        }
        return 0;
    }

    static IEnumerable<(string Name, string Target, string? Script)> Routes()
    {
        yield return ("/hello", "/hello", null);
        yield return ("/users/7?q=z", "/users/7?q=z", null);
        yield return ("/fib", "/fib", null);
        yield return ("/page", "/page", null);
        foreach (var (name, size) in new[] { ("/echo 1 KB", 1024), ("/echo 100 KB", 100 * 1024) })
        {
            var script = Path.Combine(Path.GetTempPath(), $"cleanroom-echo-{size.ToString(CultureInfo.InvariantCulture)}.lua");
            File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", {size.ToString(CultureInfo.InvariantCulture)})\n");
            yield return (name, "/echo", script);
        }
    }

    static (double Rate, double P99) Load(int port, string target, int seconds, int connections, string? script)
    {
        string[] scriptArguments = script is null ? [] : ["-s", script];
        using var wrk = Start("wrk", ["-t1", $"-c{Text(connections)}", $"-d{Text(seconds)}s", "--latency", .. scriptArguments, $"http://127.0.0.1:{Text(port)}{target}"]);
        var output = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        if (NonSuccess().IsMatch(output)) throw new InvalidOperationException($"{target} was not answered with success:\n{output}");
        var slowest = SlowestHundredth().Match(output);
        var unit = slowest.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
        return (Number(Rate().Match(output).Groups[1].Value), Number(slowest.Groups[1].Value) * unit);
    }

    static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = program != "wrk" })!;

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex SlowestHundredth();

    [GeneratedRegex("Non-2xx")]
    private static partial Regex NonSuccess();
}
