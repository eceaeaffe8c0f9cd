using System.Globalization;

namespace Cleanroom.Bench.Http;

/// <summary>One row of the verb <c>http</c>.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Target">Path and query.</param>
/// <param name="UsesDatabase">True for a route of the guest in <c>bench/http</c>, false for one of the shared <c>bench_server</c>.</param>
/// <param name="Script">The script of <c>wrk</c> that makes the request, or null for a GET.</param>
sealed record HttpRoute(string Name, string Target, bool UsesDatabase = false, string? Script = null)
{
    /// <summary>All of them.</summary>
    /// <param name="folder">Where scripts are written to.</param>
    public static IReadOnlyList<HttpRoute> All(string folder) =>
    [
        new("/hello", "/hello"),
        new("/users/7?q=z", "/users/7?q=z"),
        new("/fib", "/fib"),
        new("/page", "/page"),
        new("/echo 1 KB", "/echo", Script: WriteEcho(folder, 1 << 10)),
        new("/echo 100 KB", "/echo", Script: WriteEcho(folder, 100 << 10)),
        new("1 row", "/rows/1", UsesDatabase: true),
        new("20 rows", "/rows/20", UsesDatabase: true),
    ];

    static string WriteEcho(string folder, int size)
    {
        var length = size.ToString(CultureInfo.InvariantCulture);
        var script = Path.Combine(folder, $"echo-{length}.lua");
        File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", {length})\n");
        return script;
    }
}
