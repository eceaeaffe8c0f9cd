using System.Net;
using System.Text;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Hosting;
using Cleanroom.Wasm;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Bench.Http;

/// <summary>Measurements of the verb <c>http</c> that need the server in this process: what a request allocates, and what a deadline costs.</summary>
static class InProcessMeasurements
{
    const int Requests = 20_000, Calls = 200_000, Rounds = 9;

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Measures and prints them.</summary>
    /// <param name="benchServer">The module.</param>
    /// <param name="requestMicroseconds">Processor time of a whole request.</param>
    public static void Write(string benchServer, double requestMicroseconds)
    {
        var module = File.ReadAllBytes(benchServer);
        using var application = CleanApplication.Load(module, new CleanServerOptions());
        var answers = new Dictionary<string, RawKestrel.Answer> { ["/hello"] = new("text/plain", Encoding.UTF8.GetBytes("Hello from Clean")) };
        var ours = Allocated(CleanServer.Create(application, IPAddress.Loopback, 0));
        var kestrel = Allocated(RawKestrel.Create(0, answers));
        Console.WriteLine($"bytes allocated for a request of /hello: {ours:F1}, by Kestrel alone {kestrel:F1}, by the host beyond {ours - kestrel:F1}");

        var (with, without) = (NewPool(module, Deadline), NewPool(module, null));
        var differences = new List<double>();
        // The first rounds warm up.
        for (var round = -2; round < Rounds; round++)
        {
            var difference = Nanoseconds(with) - Nanoseconds(without);
            if (round >= 0) differences.Add(difference);
        }
        var median = Statistics.Median(differences);
        Console.WriteLine(
            $"a deadline of {Deadline.TotalSeconds} s costs {median:F0} ns a request ({differences.Min():F0} to {differences.Max():F0}), {median / requestMicroseconds / 10:F1} % of the processor time of /hello");
    }

    static double Allocated(WebApplication server)
    {
        server.Start();
        using var client = new KeepAliveClient(new Uri(server.Urls.Single()), "/hello");
        // Once to warm up.
        client.MeasureAllocation(Requests);
        var bytes = client.MeasureAllocation(Requests);
        server.StopAsync().GetAwaiter().GetResult();
        ((IDisposable)server).Dispose();
        return bytes;
    }

    static GuestPool NewPool(byte[] bytes, TimeSpan? deadline)
    {
        var module = ServerFunctions.Load(bytes);
        var template = module.CreateGuest(new GuestOptions());
        template.RunEntryPoint();
        return module.CreatePool(template, new GuestOptions { Limits = new ResourceLimits { Deadline = deadline } });
    }

    static double Nanoseconds(GuestPool pool)
    {
        var start = ThreadCpuClock.Microseconds();
        for (var i = 0; i < Calls; i++)
        {
            using var lease = pool.Lease();
            lease.Guest.Instance!.GetFunction("hello")!.Call<int>();
        }
        return (ThreadCpuClock.Microseconds() - start) * 1000 / Calls;
    }
}
