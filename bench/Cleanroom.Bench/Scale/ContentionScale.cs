using System.Net;
using Cleanroom.Bench.Http;
using Cleanroom.Server;
using Cleanroom.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Bench.Scale;

/// <summary>More connections: how often threads met at a lock, and what was allocated. More processors help as far as both stay small.</summary>
static class ContentionScale
{
    const int Port = 3963;

    public static void Write(ScaleOptions options)
    {
        using var application = CleanApplication.Load(File.ReadAllBytes(BenchPaths.Resource("Scale", "scale.wasm")), new CleanServerOptions());
        var server = CleanServer.Create(application, IPAddress.Loopback, Port);
        server.Start();
        var (address, hello) = (new Uri(server.Urls.Single()), new HttpRoute("hello", "/r/00000"));
        Console.WriteLine($"{"connections",-12} {"req/s",8} {"lock contentions per 1,000 requests",36} {"bytes allocated each",21} {"collections",12}");
        foreach (var connections in (int[])[1, 8, 64, 256])
        {
            HttpLoad.Wrk(address, hello, options.Seconds, connections);
            var before = (Monitor.LockContentionCount, Bytes: GC.GetTotalAllocatedBytes(), Collections: GC.CollectionCount(0));
            var (requests, rate) = HttpLoad.Wrk(address, hello, options.Seconds, connections);
            Console.WriteLine(
                $"{connections,-12} {rate,8:F0} {(Monitor.LockContentionCount - before.LockContentionCount) * 1000.0 / requests,36:F2} {(double)(GC.GetTotalAllocatedBytes() - before.Bytes) / requests,21:F0} {GC.CollectionCount(0) - before.Collections,12}");
        }
        server.StopAsync().GetAwaiter().GetResult();
        ((IDisposable)server).Dispose();
    }
}
