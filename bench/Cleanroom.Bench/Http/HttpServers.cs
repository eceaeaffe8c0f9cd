using System.Globalization;

namespace Cleanroom.Bench.Http;

/// <summary>The servers that the verb <c>http</c> compares, each for the shared <c>bench_server</c> and for the guest with the database.</summary>
sealed class HttpServers : IDisposable
{
    const int FirstPort = 3911;

    readonly List<ServerProcess> _started = [];
    int _nextPort = FirstPort;

    /// <summary>Starts them.</summary>
    /// <param name="routes">What Kestrel alone answers.</param>
    /// <param name="benchServer">The shared module.</param>
    /// <param name="database">The file of the database.</param>
    /// <param name="peer">The folder of the Node host, or null to leave it out.</param>
    public HttpServers(IReadOnlyList<HttpRoute> routes, string benchServer, string database, string? peer)
    {
        try
        {
            var rows = BenchPaths.Resource("Http", "rows.wasm");
            Ours = Start("dotnet", BenchPaths.CommandLine, "serve", benchServer, "-q");
            OursWithDatabase = Start("dotnet", BenchPaths.CommandLine, "serve", rows, "-q", "--database", $"sqlite:{database}");
            string[] answers = [.. routes.Where(route => route.Script is null).Select(route => new Uri(OursFor(route).Address, route.Target).ToString())];
            Kestrel = Start("dotnet", [typeof(HttpServers).Assembly.Location, "raw-kestrel", "--answers", .. answers]);
            if (peer is null) return;
            Peer = Start("node", peer, benchServer, "--host", "127.0.0.1");
            PeerWithDatabase = Start("node", peer, rows, "--host", "127.0.0.1", "--database", $"sqlite://{database}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Kestrel alone.</summary>
    public ServerProcess Kestrel { get; }

    ServerProcess Ours { get; }

    ServerProcess OursWithDatabase { get; }

    ServerProcess? Peer { get; }

    ServerProcess? PeerWithDatabase { get; }

    /// <summary>The one of ours that has a route.</summary>
    public ServerProcess OursFor(HttpRoute route) => route.UsesDatabase ? OursWithDatabase : Ours;

    /// <summary>The one of the Node host that has a route, started anew when it has ended under load; null without that host.</summary>
    public ServerProcess? PeerFor(HttpRoute route) => (route.UsesDatabase ? PeerWithDatabase : Peer)?.Running();

    public void Dispose()
    {
        foreach (var server in _started) server.Dispose();
    }

    ServerProcess Start(string program, params string[] arguments)
    {
        var port = _nextPort++;
        var server = new ServerProcess(port, program, [.. arguments, "--port", port.ToString(CultureInfo.InvariantCulture)]);
        _started.Add(server);
        return server;
    }
}
