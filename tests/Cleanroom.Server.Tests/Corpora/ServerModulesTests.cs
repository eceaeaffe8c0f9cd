using System.Net;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Corpora;

/// <summary>Real server modules of three generations of compilers, each asked what its description says it answers, through real sockets.</summary>
public sealed class ServerModulesTests
{
    /// <summary>Programs of the newest compiler: one calls the functions directly, the other is written with the <c>endpoints:</c> block.</summary>
    public static TheoryData<string, bool> Newest => new() { { "server/12_server.wasm", false }, { "server/13_server_plugin.wasm", true } };

    /// <summary>Programs of old compilers: handlers by index, which return the body.</summary>
    public static TheoryData<string> Old => ["eras/0.17.4/12_server.wasm", "eras/0.30.13/12_server.wasm"];

    [Theory]
    [MemberData(nameof(Newest))]
    [Trait("Rule", "N5")]
    public async Task Newest_module_answers_as_described(string module, bool isPlugin)
    {
        await using var served = await StartAsync(module);
        var client = served.Client;
        Assert.Equal((200, "text/html", "<h1>Hällo</h1>"), await AskAsync(client, HttpMethod.Get, "/"));
        Assert.Equal((200, "application/json", """{"id":"42","n":42}"""), await AskAsync(client, HttpMethod.Get, "/users/42"));
        Assert.Equal((201, isPlugin ? "application/json" : "text/plain", "POST /echo [text/plain] bödy"), await AskAsync(client, HttpMethod.Post, "/echo", Text("bödy", "text/plain")));
        using (var search = await client.GetAsync("/search?q=s%C3%BC%C3%9F"))
        {
            Assert.Equal("yes", search.Headers.GetValues("X-Own").Single());
            Assert.Equal(isPlugin ? """{"q":"süß","ip":"127.0.0.1"}""" : "q=süß ip=127.0.0.1", await search.Content.ReadAsStringAsync());
        }
        using var old = await client.GetAsync("/old");
        Assert.Equal(HttpStatusCode.Found, old.StatusCode);
        Assert.Equal("/", old.Headers.Location!.OriginalString);
    }

    [Theory]
    [MemberData(nameof(Old))]
    [Trait("Rule", "N77")]
    public async Task Old_module_finds_its_handlers_by_index(string module)
    {
        await using var served = await StartAsync(module);
        Assert.Equal(8080, served.Application.Port);
        Assert.Equal((200, "text/plain", "<h1>Hällo</h1>"), await AskAsync(served.Client, HttpMethod.Get, "/"));
        Assert.Equal((200, "text/plain", "id=42"), await AskAsync(served.Client, HttpMethod.Get, "/users/42"));
        Assert.Equal((200, "text/plain", "POST /echo [text/plain] bödy"), await AskAsync(served.Client, HttpMethod.Post, "/echo", Text("bödy", "text/plain")));
        Assert.Equal((200, "text/plain", "q=süß"), await AskAsync(served.Client, HttpMethod.Get, "/search?q=s%C3%BC%C3%9F"));
    }

    [Theory]
    [MemberData(nameof(Newest))]
    public async Task Newest_module_signs_in_to_what_it_protects(string module, bool isPlugin)
    {
        await using var served = await StartAsync(module);
        // The first protects the route where it registers it, the second asks for the role itself.
        Assert.Equal(401, (await AskAsync(served.Client, HttpMethod.Get, "/admin")).Status);
        using var login = await served.Client.PostAsync("/login", Text("""{"user":"zoë"}""", "application/json"));
        Assert.Equal(isPlugin ? """{"ok":true}""" : "ok true", await login.Content.ReadAsStringAsync());
        var cookie = login.Headers.GetValues("Set-Cookie").Single();
        Assert.Matches("^session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600$", cookie);
        var id = cookie["session=".Length..cookie.IndexOf(';', StringComparison.Ordinal)];

        var me = await SignedInAsync(served.Client, "/me", id);
        var session = "{\"user_id\":7,\"role\":\"admin\",\"session_id\":\"" + id + "\",\"claims\":" + (isPlugin ? """{"user":"zoë"}""" : "{}") + "}";
        Assert.Equal((isPlugin ? """{"c":"abc","uid":7,"role":"admin","s":""" : """{"cookie":"abc","auth":true,"s":""") + session + "}", me.Body);
        var admin = await SignedInAsync(served.Client, "/admin", id);
        Assert.Equal(200, admin.Status);
        if (isPlugin) Assert.Contains("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", admin.Body, StringComparison.Ordinal);
        else Assert.Equal("admin true true", admin.Body);
    }

    [Theory]
    [MemberData(nameof(Newest))]
    public async Task Newest_module_writes_and_reads_its_notes(string module, bool isPlugin)
    {
        using var folder = new TemporaryFolder();
        var url = $"sqlite:{folder["notes.db"]}";
        await using var served = await StartAsync(module, url);
        using var database = DatabaseSource.Open(url);
        Run(database, "CREATE TABLE notes (id INTEGER PRIMARY KEY, txt TEXT)");
        // Without the plugin this compiler takes the number for an address and prints what is there; and so do all hosts.
        Assert.Equal(isPlugin ? """{"n":1}""" : "0", (await AskAsync(served.Client, HttpMethod.Post, "/notes", Text("""{"txt":"hello w"}""", "application/json"))).Body);
        Assert.Equal(isPlugin ? """{"ok":true,"data":{"rows":[{"id":1,"txt":"hello w"}],"count":1}}""" : "null", (await AskAsync(served.Client, HttpMethod.Get, "/notes")).Body);
        Assert.Equal("""[{"n":1}]""", Run(database, "SELECT count(*) AS n FROM notes WHERE txt = 'hello w'"));
    }

    [Fact]
    public async Task Load_module_answers_all_its_routes()
    {
        await using var served = await StartAsync("server/bench_server.wasm");
        Assert.Equal(200, (await AskAsync(served.Client, HttpMethod.Get, "/hello")).Status);
        Assert.Contains("7", (await AskAsync(served.Client, HttpMethod.Get, "/users/7?q=z")).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await AskAsync(served.Client, HttpMethod.Get, "/fib")).Status);
        Assert.Equal(200, (await AskAsync(served.Client, HttpMethod.Get, "/page")).Status);
        var body = new string('x', 100_000);
        Assert.Contains(body, (await AskAsync(served.Client, HttpMethod.Post, "/echo", Text(body, "text/plain"))).Body, StringComparison.Ordinal);
    }

    static Task<ServedApplication> StartAsync(string module, string? database = null)
    {
        var guest = new GuestOptions { DatabaseUrl = database };
        return ServedApplication.StartAsync(SharedData.Require("modules", module), new CleanServerOptions { Guest = guest });
    }

    static StringContent Text(string text, string type) => new(text, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(type));

    static async Task<(int Status, string? Type, string Body)> AskAsync(HttpClient client, HttpMethod method, string path, HttpContent? body = null)
    {
        using var answer = await client.SendAsync(new HttpRequestMessage(method, path) { Content = body });
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    static async Task<(int Status, string Body)> SignedInAsync(HttpClient client, string path, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"session={session}; sid=abc");
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    static string Run(DatabaseSource database, string sql)
    {
        using var scope = new StatementScope(TimeSpan.FromSeconds(5), 1000, CancellationToken.None);
        var connection = database.Pool!.Lease(CancellationToken.None);
        var rows = new System.Buffers.ArrayBufferWriter<byte>();
        connection.Run(Encoding.UTF8.GetBytes(sql), [], new RowWriter(rows, 1000), scope);
        database.Pool.Return(connection);
        return Encoding.UTF8.GetString(rows.WrittenSpan);
    }
}
