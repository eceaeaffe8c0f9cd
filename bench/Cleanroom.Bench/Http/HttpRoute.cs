using System.Globalization;

namespace Cleanroom.Bench.Http;

/// <summary>One row of the verb <c>http</c>.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Side">How the servers are started. With a database the module is <c>rows.wasm</c>, else the shared <c>bench_server</c>.</param>
/// <param name="UsesHttp2">True for HTTP/2, with <c>h2load</c>.</param>
/// <param name="BodyLength">Bytes to POST, or 0 for a GET.</param>
/// <param name="Script">The script of <c>wrk</c> that makes the request, or null for a GET.</param>
sealed record HttpRoute(string Name, string Target, HttpSide Side = HttpSide.Quiet, bool UsesHttp2 = false, int BodyLength = 0, string? Script = null)
{
    // What the Node host does not echo without.
    const string BodyType = "text/plain";

    /// <summary>All of them.</summary>
    /// <param name="folder">Where scripts are written to.</param>
    public static IReadOnlyList<HttpRoute> All(string folder) =>
    [
        new("/hello", "/hello"),
        new("logged", "/hello", HttpSide.Logged),
        new("TLS", "/hello", HttpSide.Tls),
        new("HTTP/2", "/hello", HttpSide.Tls, UsesHttp2: true),
        new("/users/7?q=z", "/users/7?q=z"),
        new("/fib", "/fib"),
        new("/page", "/page"),
        Echo("/echo 1 KB", folder, 1 << 10),
        Echo("/echo 100 KB", folder, 100 << 10),
        new("1 row", "/rows/1", HttpSide.Database),
        new("20 rows", "/rows/20", HttpSide.Database),
    ];

    /// <summary>What a server answers.</summary>
    public byte[] Fetch(Uri server)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, Target));
        if (BodyLength > 0) (request.Method, request.Content) = (HttpMethod.Post, new StringContent(new string('x', BodyLength), null, BodyType));
        using var answer = client.Send(request).EnsureSuccessStatusCode();
        using var body = new MemoryStream();
        answer.Content.CopyTo(body, null, CancellationToken.None);
        return body.ToArray();
    }

    /// <summary>A body that is sent and comes back.</summary>
    public static HttpRoute Echo(string name, string folder, int size)
    {
        var length = size.ToString(CultureInfo.InvariantCulture);
        var script = Path.Combine(folder, $"echo-{length}.lua");
        File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", {length})\nwrk.headers[\"Content-Type\"] = \"{BodyType}\"\n");
        return new HttpRoute(name, "/echo", BodyLength: size, Script: script);
    }
}
