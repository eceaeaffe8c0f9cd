using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Http;

/// <summary>What <c>wrk</c> or <c>h2load</c> measured in one run.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Slowest">Milliseconds that 99 % of the requests did not need.</param>
/// <param name="Requests">Requests.</param>
/// <param name="CpuMicroseconds">Processor time of the server for a request.</param>
sealed partial record HttpLoad(double Rate, double Slowest, long Requests, double CpuMicroseconds)
{
    /// <summary>True when the tool for HTTP/2 is there.</summary>
    public static bool CanUseHttp2 { get; } = File.Exists("/usr/bin/h2load");

    /// <summary>Puts load on a server. Null when it has ended or did not answer every request, with success unless none is expected.</summary>
    public static HttpLoad? Put(ServerProcess server, HttpRoute route, int seconds, int connections, bool succeeds = true)
    {
        if (server.HasExited) return null;
        var before = server.CpuMicroseconds;
        var address = new Uri(server.Address, route.Target).ToString();
        if (route.UsesHttp2) return PutHttp2(server, before, Run("h2load", "-t1", $"-c{Text(connections)}", $"-D{Text(seconds)}", address));
        var output = RunWrk(address, route, seconds, connections);
        var requests = (long)Number(Count().Match(output).Groups[1].Value);
        if (server.HasExited || requests == 0 || (succeeds ? Failures() : BrokenConnections()).IsMatch(output)) return null;
        var slowest = SlowestHundredth().Match(output);
        var unit = slowest.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
        return new HttpLoad(
            Number(PerSecond().Match(output).Groups[1].Value), Number(slowest.Groups[1].Value) * unit, requests, (server.CpuMicroseconds - before) / requests);
    }

    /// <summary>Puts load on a server of this process. Returns the number of requests and how many there were a second.</summary>
    public static (long Requests, double Rate) Wrk(Uri server, HttpRoute route, int seconds, int connections)
    {
        var output = RunWrk(new Uri(server, route.Target).ToString(), route, seconds, connections);
        return ((long)Number(Count().Match(output).Groups[1].Value), Number(PerSecond().Match(output).Groups[1].Value));
    }

    static string RunWrk(string address, HttpRoute route, int seconds, int connections)
    {
        string[] script = route.Script is null ? [] : ["-s", route.Script];
        return Run("wrk", ["-t1", $"-c{Text(connections)}", $"-d{Text(seconds)}s", "--latency", .. script, address]);
    }

    // Each connection carries one request at a time, as with wrk. h2load does not report the slowest hundredth.
    static HttpLoad? PutHttp2(ServerProcess server, double before, string output)
    {
        if (server.HasExited || Http2Requests().Match(output) is not { Success: true } match || match.Groups[1].Value == "0" || match.Groups[2].Value != "0") return null;
        var requests = (long)Number(match.Groups[1].Value);
        return new HttpLoad(Number(Http2PerSecond().Match(output).Groups[1].Value), double.NaN, requests, (server.CpuMicroseconds - before) / requests);
    }

    static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>Median, lowest and highest of the ratios of a metric, round by round.</summary>
    public static string Ratios(List<HttpLoad> ours, List<HttpLoad> peer, Func<HttpLoad, double> metric)
    {
        double[] ratios = [.. ours.Zip(peer, (mine, theirs) => metric(mine) / metric(theirs))];
        return $"{Statistics.Median(ratios),6:F2} {ratios.Min(),7:F2} {ratios.Max(),8:F2}";
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Count();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex SlowestHundredth();

    [GeneratedRegex(@"(\d+) succeeded, (\d+) failed")]
    private static partial Regex Http2Requests();

    [GeneratedRegex(@"finished in [\d.]+s, ([\d.]+) req/s")]
    private static partial Regex Http2PerSecond();

    [GeneratedRegex("Non-2xx|Socket errors")]
    private static partial Regex Failures();

    [GeneratedRegex("Socket errors")]
    private static partial Regex BrokenConnections();
}
