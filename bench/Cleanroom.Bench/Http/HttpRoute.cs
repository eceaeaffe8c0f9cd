using System.Globalization;

namespace Cleanroom.Bench.Http;

/// <summary>One row of the verb <c>http</c>.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Target">Path and query.</param>
/// <param name="UsesDatabase">True for a route of <c>rows.wasm</c>, false for one of the shared <c>bench_server</c>.</param>
/// <param name="BodyLength">Bytes to POST, or 0 for a GET.</param>
/// <param name="Script">The script of <c>wrk</c> that makes the request, or null for a GET.</param>
sealed record HttpRoute(string Name, string Target, bool UsesDatabase = false, int BodyLength = 0, string? Script = null)
{
    // What the Node host does not echo without.
    const string BodyType = "text/plain";

    /// <summary>All of them.</summary>
    /// <param name="folder">Where scripts are written to.</param>
    public static IReadOnlyList<HttpRoute> All(string folder) =>
    [
        new("/hello", "/hello"),
        new("/users/7?q=z", "/users/7?q=z"),
        new("/fib", "/fib"),
        new("/page", "/page"),
        Echo("/echo 1 KB", folder, 1 << 10),
        Echo("/echo 100 KB", folder, 100 << 10),
        new("1 row", "/rows/1", UsesDatabase: true),
        new("20 rows", "/rows/20", UsesDatabase: true),
    ];

    /// <summary>What a server answers.</summary>
    public byte[] Fetch(Uri server)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, Target));
        if (BodyLength > 0) (request.Method, request.Content) = (HttpMethod.Post, new StringContent(new string('x', BodyLength), null, BodyType));
        using var answer = client.Send(request).EnsureSuccessStatusCode();
        using var body = new MemoryStream();
        answer.Content.CopyTo(body, null, CancellationToken.None);
        return body.ToArray();
    }

    static HttpRoute Echo(string name, string folder, int size)
    {
        var length = size.ToString(CultureInfo.InvariantCulture);
        var script = Path.Combine(folder, $"echo-{length}.lua");
        File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", {length})\nwrk.headers[\"Content-Type\"] = \"{BodyType}\"\n");
        return new HttpRoute(name, "/echo", BodyLength: size, Script: script);
    }
}
