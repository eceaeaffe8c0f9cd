using Cleanroom.Bench.Http;

namespace Cleanroom.Bench.Scale;

/// <summary>More sessions in each store: what making one costs while so many are there, what reading one costs, and the server's memory.</summary>
static class SessionScale
{
    const int Connections = 16, MaxLoads = 200;

    public static void Write(ScaleOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("cleanroom-bench-").FullName;
        try
        {
            Console.WriteLine($"{"store",-10} {"sessions",10} {"made/s",8} {"cpu µs",7} {"read/s",8} {"cpu µs",7} {"MB",5}");
            foreach (var store in (string[])["memory", $"sqlite:{Path.Combine(folder, "sessions.db")}", .. options.SessionStores]) Write(options, store, Path.Combine(folder, "cookie.lua"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Write(ScaleOptions options, string store, string script)
    {
        using var server = ScaleServer.Start(1, "--session-store", store);
        File.WriteAllText(script, $"wrk.headers[\"Cookie\"] = \"{Cookie(server.Process.Address)}\"\n");
        var (login, me) = (new HttpRoute("login", "/login"), new HttpRoute("me", "/me", Script: script));
        Put(server.Process, me, 1);
        var made = 1L;
        foreach (var count in (int[])[1, 1_000, 10_000, 100_000])
        {
            for (var loads = 0; made < count && loads < MaxLoads; loads++) made += Put(server.Process, login, 1).Requests;
            var reading = Put(server.Process, me, options.Seconds);
            var before = made;
            var making = Put(server.Process, login, 1);
            made += making.Requests;
            Console.WriteLine(
                $"{store[..(store.IndexOf(':') is > 0 and var colon ? colon : store.Length)],-10} {before,10:N0} {making.Rate,8:F0} {making.CpuMicroseconds,7:F1} {reading.Rate,8:F0} {reading.CpuMicroseconds,7:F1} {server.Process.ResidentMegabytes,5}");
        }
    }

    static HttpLoad Put(ServerProcess server, HttpRoute route, int seconds) =>
        HttpLoad.Put(server, route, seconds, Connections) ?? throw new InvalidOperationException($"{route.Target} was not always answered with success");

    static string Cookie(Uri server)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var answer = client.GetAsync(new Uri(server, "/login")).GetAwaiter().GetResult();
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }
}
