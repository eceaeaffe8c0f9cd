using System.Diagnostics;
using System.Globalization;
using System.Net;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Http;

/// <summary>What a server says when it has no guest left, and when a guest takes too long: how fast it refuses, and how late a time limit comes.</summary>
static class OverloadMeasurements
{
    const int Port = 3941, Guests = 4, Waiting = 1, LimitSeconds = 1, Loops = 20;

    /// <summary>Measures and prints.</summary>
    public static void Write(int rounds, int seconds, int connections)
    {
        var guest = TestGuests.PathOf("server_examples");
        WriteRefusals(guest, rounds, seconds, connections);
        WriteDeadlines(guest);
    }

    // All guests sleep and the queue is full for longer than the load lasts.
    static void WriteRefusals(string guest, int rounds, int seconds, int connections)
    {
        var busy = (rounds + 1) * (seconds + 1) + 10;
        using var server = Start(Port, guest, Text(busy));
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var sleeping = Enumerable.Range(0, Guests + Waiting + 1).Select(_ => client.GetAsync(new Uri(server.Address, "/r/sleep"))).ToList();
        // One of them is turned away: the others hold all there is.
        Task.WaitAny([.. sleeping], TimeSpan.FromSeconds(busy));
        var refused = new HttpRoute("503", "/r/text");
        var loads = new List<HttpLoad>();
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
            if (HttpLoad.Put(server, refused, seconds, connections, succeeds: false) is { } load && round > 0) loads.Add(load);
        if (sleeping.Count(request => request.IsCompleted) != 1) throw new InvalidOperationException("the guests were not busy all the time");
        Console.WriteLine(
            $"no guest free, {connections} connections: {Statistics.Median(loads.Select(load => load.Rate)):F0} answers 503 a second, {Statistics.Median(loads.Select(load => load.CpuMicroseconds)):F1} µs each, p99 {Statistics.Median(loads.Select(load => load.Slowest)):F2} ms");
    }

    // Two guests that loop at a time: as many as there are processors on the smallest machine.
    static void WriteDeadlines(string guest)
    {
        using var server = Start(Port + 1, guest, Text(LimitSeconds));
        using var client = new HttpClient();
        var late = new List<double>();
        for (var i = 0; i < Loops / 2; i++) late.AddRange(Task.WhenAll(Enumerable.Range(0, 2).Select(_ => LatenessAsync(client, server))).GetAwaiter().GetResult());
        Console.WriteLine($"a time limit of {LimitSeconds} s on a guest that loops: 504 after it by {Statistics.Median(late):F1} ms ({late.Min():F1} to {late.Max():F1}), {late.Count} requests");
    }

    static async Task<double> LatenessAsync(HttpClient client, ServerProcess server)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await client.GetAsync(new Uri(server.Address, "/r/loop"));
        if (answer.StatusCode != HttpStatusCode.GatewayTimeout) throw new InvalidOperationException($"/r/loop was answered {answer.StatusCode}");
        return (watch.Elapsed - TimeSpan.FromSeconds(LimitSeconds)).TotalMilliseconds;
    }

    static ServerProcess Start(int port, string guest, string limit) =>
        new(port, BenchPaths.CommandLine, "serve", guest, "-q", "--port", Text(port), "--max-concurrency", Text(Guests), "--queue", Text(Waiting), "--request-timeout", limit);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
