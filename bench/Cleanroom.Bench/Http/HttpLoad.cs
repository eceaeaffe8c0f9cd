using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Http;

/// <summary>What <c>wrk</c> measured in one run.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Slowest">Milliseconds that 99 % of the requests did not need.</param>
/// <param name="Requests">Requests.</param>
/// <param name="CpuMicroseconds">Processor time of the server for a request.</param>
sealed partial record HttpLoad(double Rate, double Slowest, long Requests, double CpuMicroseconds)
{
    /// <summary>Puts load on a server. Null when it has ended or did not answer every request, with success unless none is expected.</summary>
    public static HttpLoad? Put(ServerProcess server, HttpRoute route, int seconds, int connections, bool succeeds = true)
    {
        string[] script = route.Script is null ? [] : ["-s", route.Script];
        string[] arguments = ["-t1", $"-c{Text(connections)}", $"-d{Text(seconds)}s", "--latency", .. script, new Uri(server.Address, route.Target).ToString()];
        if (server.HasExited) return null;
        var before = server.CpuMicroseconds;
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        var requests = (long)Number(Count().Match(output).Groups[1].Value);
        if (server.HasExited || requests == 0 || (succeeds ? Failures() : BrokenConnections()).IsMatch(output)) return null;
        var slowest = SlowestHundredth().Match(output);
        var unit = slowest.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
        return new HttpLoad(
            Number(PerSecond().Match(output).Groups[1].Value), Number(slowest.Groups[1].Value) * unit, requests, (server.CpuMicroseconds - before) / requests);
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

    [GeneratedRegex("Non-2xx|Socket errors")]
    private static partial Regex Failures();

    [GeneratedRegex("Socket errors")]
    private static partial Regex BrokenConnections();
}
