using System.Globalization;

namespace Cleanroom.Bench.Http;

/// <summary>The servers that the verb <c>http</c> compares, each for the shared <c>bench_server</c> and for the guest with the database.</summary>
sealed class HttpServers : IDisposable
{
    const int FirstPort = 3911;

    readonly List<ServerProcess> _started = [];
    readonly Dictionary<HttpSide, ServerProcess> _ours = [], _kestrel = [], _node = [];
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
            var folder = Path.GetDirectoryName(database)!;
            var (bench, certificate, key, log) = (typeof(HttpServers).Assembly.Location, Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"), Path.Combine(folder, "log"));
            using (var made = new TestCertificate())
            {
                File.WriteAllText(certificate, made.Pem);
                File.WriteAllText(key, made.KeyPem);
            }
            _ours[HttpSide.Quiet] = Start(BenchPaths.CommandLine, "serve", benchServer, "-q");
            // The shell opens the file, and the server takes its place.
            _ours[HttpSide.Logged] = Start("sh", "-c", "exec \"$@\" 2>\"$0\"", log, BenchPaths.CommandLine, "serve", benchServer);
            _ours[HttpSide.Tls] = StartTls(BenchPaths.CommandLine, "serve", benchServer, "-q", "--tls-cert", certificate, "--tls-key", key);
            _ours[HttpSide.Database] = Start(BenchPaths.CommandLine, "serve", rows, "-q", "--database", $"sqlite:{database}");
            string[] answers = [.. routes.Where(static route => route.Script is null && route.Side == HttpSide.Quiet).Select(route => new Uri(OursFor(route).Address, route.Target).ToString())];
            _kestrel[HttpSide.Quiet] = _kestrel[HttpSide.Logged] = Start("dotnet", [bench, "raw-kestrel", "--answers", .. answers]);
            _kestrel[HttpSide.Tls] = StartTls("dotnet", [bench, "raw-kestrel", "--certificate", certificate, "--key", key, "--answers", .. answers]);
            _kestrel[HttpSide.Database] = Start("dotnet", bench, "sqlite-kestrel", database);
            if (peer is null) return;
            _node[HttpSide.Quiet] = Start("node", peer, benchServer, "--host", "127.0.0.1");
            _node[HttpSide.Database] = Start("node", peer, rows, "--host", "127.0.0.1", "--database", $"sqlite://{database}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The one of ours that has a route.</summary>
    public ServerProcess OursFor(HttpRoute route) => _ours[route.Side];

    /// <summary>Kestrel without Cleanroom, which has the same route.</summary>
    public ServerProcess KestrelFor(HttpRoute route) => _kestrel[route.Side];

    /// <summary>The one of the Node host that has a route, started anew when it has ended under load; null without that host.</summary>
    public ServerProcess? PeerFor(HttpRoute route) => _node.GetValueOrDefault(route.Side)?.Running();

    public void Dispose()
    {
        foreach (var server in _started) server.Dispose();
    }

    ServerProcess Start(string program, params string[] arguments) => Start(Uri.UriSchemeHttp, program, arguments);

    ServerProcess StartTls(string program, params string[] arguments) => Start(Uri.UriSchemeHttps, program, arguments);

    ServerProcess Start(string scheme, string program, string[] arguments)
    {
        var port = _nextPort++;
        var server = new ServerProcess(port, program, [.. arguments, "--port", port.ToString(CultureInfo.InvariantCulture)], scheme);
        _started.Add(server);
        return server;
    }
}
