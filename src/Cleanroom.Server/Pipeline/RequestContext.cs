using System.Diagnostics;
using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Pipeline;

/// <summary>One request while its guest runs: what the request functions read and the response functions write. Used again for later requests.</summary>
#pragma warning disable CA1001 // The streams of its output hold nothing.
sealed class RequestContext : IApplicationEvent
#pragma warning restore CA1001
{
    const int MaxKeptLines = 50;

    readonly StateSlots _states = new();
    RouteParameters _parameters;
    GuestConsole? _console;
    LogStream? _output;
    LogStream? _errors;
    Queue<string>? _lines;

    /// <summary>Where its guest prints to: the log, with the request's id.</summary>
    public GuestConsole Console => _console ??= new GuestConsole(null, _output = new LogStream(Application.Logger, LogLevel.Information, this), _errors = new LogStream(Application.Logger, LogLevel.Warning, this));

    /// <summary>The last lines that its guest printed, for developers.</summary>
    public IEnumerable<string> LastLines => _lines ?? [];

    /// <summary>When it began, as <see cref="Stopwatch"/> tells time.</summary>
    public long Started { get; private set; }

    /// <summary>Why the guest gave no answer, or null.</summary>
    public RequestFailure? Failure { get; private set; }

    /// <summary>True when the client is gone and got no answer.</summary>
    public bool IsLost { get; set; }

    /// <summary>The application that answers.</summary>
    public CleanApplication Application { get; private set; } = null!;

    /// <summary>Turns header values into the bytes that were sent, and back.</summary>
    public Encoding HeaderEncoding => Application.CarriesHeaderBytes ? Encoding.Latin1 : Encoding.UTF8;

    /// <summary>The version of it that answers.</summary>
    public Deployment Deployment { get; private set; } = null!;

    /// <summary>True when something other than a route answers GET for the path.</summary>
    public bool HasFile { get; set; }

    /// <summary>The request as ASP.NET Core sees it.</summary>
    public HttpContext Http { get; private set; } = null!;

    /// <summary>The request target as sent, path and query.</summary>
    public RequestTarget Target { get; private set; }

    /// <summary>The route that matched, or null before one does.</summary>
    public Route? MatchedRoute { get; private set; }

    /// <summary>The route that matched.</summary>
    public Route Route => MatchedRoute!;

    /// <summary>The id of the request in logs and in the answer.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What the guest has set so far.</summary>
    public ResponseState Response { get; } = new();

    /// <summary>The path in the application, as sent.</summary>
    public ReadOnlySpan<char> Path => Target.Path;

    /// <summary>The query as sent, without its question mark.</summary>
    public ReadOnlySpan<char> Query => Target.Query;

    /// <summary>The body.</summary>
    public RequestBody Body { get; } = new();

    /// <summary>The request of a guest, or null outside of one.</summary>
    public static RequestContext? Of(Guest guest) => guest.Context as RequestContext;

    /// <summary>What a feature keeps of the request, made when there is none.</summary>
    public T State<T>() where T : class, new() => _states.Get<T>();

    /// <summary>What a feature keeps of the request, or null.</summary>
    public T? FindState<T>() where T : class => _states.Find<T>();

    /// <summary>Keeps the state of a feature in the place of the one that it had.</summary>
    public T SetState<T>(T state) where T : class => _states.Set(state);

    /// <summary>Begins a request.</summary>
    public void Begin(CleanApplication application, Deployment deployment, HttpContext http, in RequestTarget target, string id)
    {
        Started = Stopwatch.GetTimestamp();
        Application = application;
        Deployment = deployment;
        Http = http;
        Target = target;
        Id = id;
        Response.Clear();
    }

    /// <summary>The guest gives no answer: keeps and logs why.</summary>
    public void Fail(RequestFailure failure)
    {
        Failure = failure;
        Application.Failed(this, failure);
    }

    /// <summary>The guest has printed all it will.</summary>
    public void EndOutput()
    {
        _output?.End();
        _errors?.End();
    }

    /// <summary>The guest has printed a line.</summary>
    public void Printed(string line)
    {
        if (!Application.Options.Development) return;
        _lines ??= new Queue<string>();
        if (_lines.Count == MaxKeptLines) _lines.Dequeue();
        _lines.Enqueue(line);
    }

    /// <summary>The route was found.</summary>
    public void Match(Route route, in RouteParameters parameters)
    {
        MatchedRoute = route;
        _parameters = parameters;
    }

    /// <summary>How much of the path the route that matched fixes; 0 when none did.</summary>
    public int FixedLength => MatchedRoute?.FixedLength(_parameters) ?? 0;

    /// <summary>Something else answers instead of the route that matched.</summary>
    public void Unmatch() => MatchedRoute = null;

    /// <summary>Forgets the request.</summary>
    public void End()
    {
        Http = null!;
        Application = null!;
        Deployment = null!;
        MatchedRoute = null;
        Target = default;
        _lines = null;
        Failure = null;
        IsLost = false;
        HasFile = false;
        _states.Clear();
        Body.Clear();
        Response.Clear();
    }

    /// <summary>The raw text of a parameter by its name, or null.</summary>
    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<char> raw)
    {
        var names = Route.ParameterNames;
        for (var i = 0; i < names.Length && i < _parameters.Count; i++)
        {
            var isRest = i == names.Length - 1 && name is [(byte)'*'];
            if (!isRest && !name.SequenceEqual(names[i])) continue;
            var (start, length) = _parameters[i];
            raw = length == 0 ? default : Path.Slice(start, Math.Min(length, Path.Length - start));
            return true;
        }
        raw = default;
        return false;
    }

    /// <summary>The parameters of the route by name, raw; the rest is there as <c>*</c> and by its name.</summary>
    public IEnumerable<(byte[] Name, string Raw)> Parameters()
    {
        var names = Route.ParameterNames;
        for (var i = 0; i < names.Length && i < _parameters.Count; i++)
        {
            var (start, length) = _parameters[i];
            var raw = length == 0 ? "" : Path.Slice(start, Math.Min(length, Path.Length - start)).ToString();
            yield return (names[i].Length == 0 ? "*"u8.ToArray() : names[i], raw);
        }
    }
}
