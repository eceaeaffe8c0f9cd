using System.Globalization;
using Cleanroom.Bench.Http;

namespace Cleanroom.Bench.Scale;

/// <summary>Larger bodies, in and out: the processor time for each byte.</summary>
static class BodyScale
{
    const int Connections = 2;

    public static void Write(ScaleOptions options)
    {
        using var server = ScaleServer.Start(1, "--body-limit", "16");
        var folder = Directory.CreateTempSubdirectory("cleanroom-bench-").FullName;
        try
        {
            Console.WriteLine($"{"body",-12} {"req/s",8} {"cpu µs",9} {"ns/byte",8} {"MB",5}");
            foreach (var size in (int[])[1 << 10, 10 << 10, 100 << 10, 1 << 20, 10 << 20])
            {
                var route = HttpRoute.Echo("echo", folder, size);
                HttpLoad.Put(server.Process, route, options.Seconds, Connections);
                var load = HttpLoad.Put(server.Process, route, options.Seconds, Connections) ?? throw new InvalidOperationException($"{size} bytes were not always answered with success");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size >> 10,9} KB {load.Rate,8:F0} {load.CpuMicroseconds,9:F1} {load.CpuMicroseconds * 1000 / size,8:F2} {server.Process.ResidentMegabytes,5}"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
