using System.Net;
using System.Text;
using System.Text.Json;
using Cleanroom.Server.Logging;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tests.Logging;

/// <summary>How the entries of the standalone server's log look, whatever clients and programs put into them.</summary>
public sealed class LineLoggerTests
{
    const string Time = "2020-01-01T00:00:00.000Z", Hostile = "a\"b\\c\nGET /admin 200\r\e[31m\u009b\u00e9 ";

    [Fact]
    public void Record_as_text_has_all_fields() => Assert.Equal(
        [$"{Time} info  GET /users/7 400 0.000 ms 0 B host=example.org peer=192.0.2.7 protocol=HTTP/1.1 id=abc trace=4bf92f3577b34da6a3ce929d0e0e4736 agent=\"curl/8.5 (x)\""],
        Text(log => Record("example.org", "curl/8.5 (x)").WriteTo(log)));

    [Fact]
    public void Record_as_JSON_has_all_fields() => Assert.Equal(
        [$$"""{"time":"{{Time}}","level":"information","event":"RequestDone","method":"GET","host":"example.org","path":"/users/7","route":null,"status":400,"milliseconds":0.000,"bytes":0,"peer":"192.0.2.7","protocol":"HTTP/1.1","userAgent":"curl/8.5 (x)","requestId":"abc","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}"""],
        Json(log => Record("example.org", "curl/8.5 (x)").WriteTo(log)));

    [Fact]
    public void Record_without_optional_values_is_complete()
    {
        var features = Features("", "");
        features.Get<IHttpRequestFeature>()!.Headers.Clear();
        features.Set<IHttpConnectionFeature>(null);
        Assert.Equal([$"{Time} info  GET /users/7 400 0.000 ms 0 B protocol=HTTP/1.1 id=abc"], Text(log => RequestRecord.OfRejected(features, "abc").WriteTo(log)));
        using var entry = JsonDocument.Parse(Json(log => RequestRecord.OfRejected(features, "abc").WriteTo(log)).Single());
        foreach (var name in new[] { "host", "route", "peer", "userAgent", "traceId" }) Assert.Equal(JsonValueKind.Null, entry.RootElement.GetProperty(name).ValueKind);
    }

    [Theory]
    [Trait("Rule", "N30")]
    [InlineData(Hostile)]
    [InlineData("\0\u0001\u007f\ud800")]
    public void Values_of_clients_cannot_forge_records_or_control_a_terminal(string value)
    {
        var record = Record(value, value);
        var text = Assert.Single(Text(log => record.WriteTo(log)));
        Assert.DoesNotContain(text, static character => character is < ' ' or > '~');
        Assert.EndsWith("\"", text, StringComparison.Ordinal);
        // A space would begin another field.
        Assert.DoesNotContain(' ', text[text.IndexOf("host=", StringComparison.Ordinal)..text.IndexOf(" peer=", StringComparison.Ordinal)]);
        using var entry = JsonDocument.Parse(Assert.Single(Json(log => record.WriteTo(log))));
        if (value == Hostile) Assert.Equal(value, entry.RootElement.GetProperty("userAgent").GetString());
    }

    [Fact]
    [Trait("Rule", "N30")]
    public void Values_of_any_length_are_logged_cut()
    {
        var value = new string('\0', 100_000);
        using var entry = JsonDocument.Parse(Assert.Single(Json(log => Record(value, value).WriteTo(log))));
        Assert.Equal((256, 512), (entry.RootElement.GetProperty("host").GetString()!.Length, entry.RootElement.GetProperty("userAgent").GetString()!.Length));
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", null)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473Z-00f067aa0ba902b7-01", null)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    public void Trace_of_the_client_is_taken_when_it_is_valid(string parent, string? expected)
    {
        var features = Features("x", "x");
        features.Get<IHttpRequestFeature>()!.Headers.TraceParent = parent;
        using var entry = JsonDocument.Parse(Assert.Single(Json(log => RequestRecord.OfRejected(features, "abc").WriteTo(log))));
        Assert.Equal(expected, entry.RootElement.GetProperty("traceId").GetString());
    }

    [Fact]
    public void Program_s_lines_are_marked_and_escaped() => Assert.Equal(
        [$"{Time} info  program: GET /admin\\u001b", $"{Time} warn  program, request abc: x"],
        Text(log =>
        {
            log.GuestPrinted(LogLevel.Information, "GET /admin\e");
            log.RequestPrinted(LogLevel.Warning, "abc", "x");
        }));

    [Fact]
    public void Further_lines_of_an_entry_are_indented() => Assert.Equal(
        [$"{Time} warn  f: the header a", $"    {Time} info  GET / is not allowed by HTTP and was not set"],
        Text(log => log.HeaderRefused("f", $"a\n{Time} info  GET /")));

    [Fact]
    public void Lists_are_indented_lines_in_text_and_arrays_in_JSON()
    {
        void Log(ILogger log) => log.RequestTrapped("abc", "GET", "/x", "unreachable", new LogList(["inner", "outer"], "at "));
        Assert.Equal([$"{Time} error request abc: GET /x failed: unreachable", "    at inner", "    at outer"], Text(Log));
        using var entry = JsonDocument.Parse(Assert.Single(Json(Log)));
        Assert.Equal(["inner", "outer"], entry.RootElement.GetProperty("frames").EnumerateArray().Select(static frame => frame.GetString()));
        Assert.Equal(("error", "RequestTrapped", "abc"), (entry.RootElement.GetProperty("level").GetString(), entry.RootElement.GetProperty("event").GetString(), entry.RootElement.GetProperty("requestId").GetString()));
    }

    [Fact]
    public void Colors_are_for_terminals_and_stacks_for_debugging()
    {
        Assert.Equal("\e[2m" + Time + "\e[0m\e[32m info  \e[0mGET", Lines(new TextFormat(isColored: true), log => Record("x", "x").WriteTo(log), false)[0][..51]);
        static void Fail(ILogger log) => log.InternalError(new InvalidOperationException("why"), "abc");
        Assert.Equal([$"{Time} error request abc: internal error: InvalidOperationException: why"], Lines(new TextFormat(isColored: false), Fail, false));
        Assert.Equal("    System.InvalidOperationException: why", Lines(new TextFormat(isColored: false), Fail, true)[1]);
    }

    [Fact]
    public void Loggers_of_an_embedding_application_get_named_values_and_a_message()
    {
        var log = new StateLogger();
        Record("example.org", "curl").WriteTo(log);
        Assert.Equal((4009, "RequestDone"), (log.Event.Id, log.Event.Name));
        Assert.Equal("GET /users/7 400 0.000 ms 0 B host=example.org peer=192.0.2.7 protocol=HTTP/1.1 id=abc trace=4bf92f3577b34da6a3ce929d0e0e4736 agent=\"curl\"", log.Message);
        Assert.Equal(
            ["Method", "Host", "Path", "Route", "Status", "Milliseconds", "Bytes", "Peer", "Protocol", "UserAgent", "RequestId", "TraceId", "{OriginalFormat}"], log.Values.Select(static value => value.Key));
        Assert.Equal(["/users/7", 400, "192.0.2.7"], log.Values.Where(static value => value.Key is "Path" or "Status" or "Peer").Select(static value => value.Value));
    }

    static RequestRecord Record(string host, string userAgent) => RequestRecord.OfRejected(Features(host, userAgent), "abc");

    static FeatureCollection Features(string host, string userAgent)
    {
        var request = new HttpRequestFeature { Method = "GET", RawTarget = "/users/7?secret=1", Protocol = "HTTP/1.1" };
        request.Headers.Host = host;
        request.Headers.UserAgent = userAgent;
        request.Headers.TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature { StatusCode = 400 });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Parse("192.0.2.7") });
        return features;
    }

    static string[] Text(Action<ILogger> log) => Lines(new TextFormat(isColored: false), log, false);

    static string[] Json(Action<ILogger> log) => Lines(new JsonFormat(), log, false);

    static string[] Lines(LogFormat format, Action<ILogger> log, bool showsStacks)
    {
        using var target = new MemoryStream();
        using var writer = new LogWriter(target, format, new ManualClock());
        log(new LineLogger(writer, format, LogLevel.Information, new ManualClock(), showsStacks));
        Assert.True(writer.Flush(Patience.Long));
        return Encoding.UTF8.GetString(target.ToArray()).TrimEnd('\n').Split('\n');
    }

    sealed class StateLogger : ILogger
    {
        public EventId Event { get; private set; }

        public string Message { get; private set; } = "";

        public IReadOnlyList<KeyValuePair<string, object?>> Values { get; private set; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            (Event, Message) = (eventId, formatter(state, exception));
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values) Values = [.. values];
        }
    }
}
