using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Pipeline;

/// <summary>A request while its guest runs: the request functions read it and the response functions write to it. Instances are reused.</summary>
#pragma warning disable CA1001 // The output streams hold no resources.
sealed class RequestContext : IApplicationEvent
#pragma warning restore CA1001
{
    const int MaxKeptLines = 50;

    readonly StateSlots _states = new();
    RouteParameters _parameters;
    EventConsole? _console;
    Transfer? _transfer;
    Queue<string>? _lines;

    /// <summary>The guest's console: the log, with the request id.</summary>
    public GuestConsole Console => (_console ??= new EventConsole(Application.Logger, this)).Console;

    /// <summary>The last lines that the guest printed, for the developer page.</summary>
    public IEnumerable<string> LastLines => _lines ?? [];

    /// <summary>Start time as a <see cref="Stopwatch"/> timestamp.</summary>
    public long Started { get; private set; }

    /// <summary>Why the guest did not answer, or null.</summary>
    public RequestFailure? Failure { get; private set; }

    /// <summary>True when the client disconnected before it got a response.</summary>
    public bool IsLost { get; set; }

    /// <summary>The application that answers.</summary>
    public CleanApplication Application { get; private set; } = null!;

    /// <summary>Encoding that maps header values to the bytes on the wire.</summary>
    public Encoding HeaderEncoding => Application.CarriesHeaderBytes ? Encoding.Latin1 : Encoding.UTF8;

    /// <summary>The version of the application that answers.</summary>
    public Deployment Deployment { get; private set; } = null!;

    /// <summary>True when something other than a route answers GET for this path.</summary>
    public bool HasFile { get; set; }

    /// <summary>The request as ASP.NET Core sees it.</summary>
    public HttpContext Http { get; private set; } = null!;

    /// <summary>The request target as sent: path and query.</summary>
    public RequestTarget Target { get; private set; }

    /// <summary>The matched route, or null.</summary>
    public Route? MatchedRoute { get; private set; }

    /// <summary>The matched route.</summary>
    public Route Route => MatchedRoute!;

    /// <summary>The request id in logs and in the response.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What the guest has set in the response so far.</summary>
    public ResponseState Response { get; } = new();

    /// <summary>The path within the application, as sent.</summary>
    public ReadOnlySpan<char> Path => Target.Path;

    /// <summary>The query as sent, without the question mark.</summary>
    public ReadOnlySpan<char> Query => Target.Query;

    /// <summary>What the host needs of the header fields.</summary>
    public RequestFields Fields { get; } = new();

    /// <summary>The body.</summary>
    public RequestBody Body { get; } = new();

    /// <summary>The request a guest runs for, or null.</summary>
    public static RequestContext? Of(Guest guest) => guest.Context as RequestContext;

    /// <summary>Returns a feature's per-request state, creating it if necessary.</summary>
    public T State<T>() where T : class, new() => _states.Get<T>();

    /// <summary>Returns a feature's per-request state, or null.</summary>
    public T? FindState<T>() where T : class => _states.Find<T>();

    /// <summary>Replaces a feature's per-request state.</summary>
    public T SetState<T>(T state) where T : class => _states.Set(state);

    /// <summary>Begins a request.</summary>
    public void Begin(CleanApplication application, Deployment deployment, HttpContext http, in RequestTarget target)
    {
        Started = Stopwatch.GetTimestamp();
        Application = application;
        Deployment = deployment;
        Http = http;
        Target = target;
        Fields.Read(http.Request.Headers);
        Id = RequestId.Of(Fields.SentId);
        Response.Clear();
    }

    /// <summary>Records and logs why the guest did not answer.</summary>
    public void Fail(RequestFailure failure)
    {
        Failure = failure;
        Application.Failed(this, failure);
    }

    /// <summary>Charges the memory budget with what a body of this request holds until the request ends. Returns false when there is no room.</summary>
    /// <param name="bytes">The number of bytes.</param>
    /// <param name="reader">What receives the body; null for one that is sent.</param>
    public bool TryCharge(long bytes, PipeReader? reader = null)
    {
        _transfer ??= new Transfer(() => Http.Abort());
        return Application.Transfers.TryCharge(_transfer, bytes, reader);
    }

    /// <summary>Called when no more of the body is received.</summary>
    public void EndReceiving()
    {
        if (_transfer is { } transfer) Application.Transfers.EndReceiving(transfer);
    }

    /// <summary>Called when the guest prints nothing more.</summary>
    public void EndOutput() => _console?.Dispose();

    /// <summary>Called for each line that the guest prints.</summary>
    public void Printed(string line)
    {
        if (!Application.Options.Development) return;
        _lines ??= new Queue<string>();
        if (_lines.Count == MaxKeptLines) _lines.Dequeue();
        _lines.Enqueue(line);
    }

    /// <summary>Records the matched route.</summary>
    public void Match(Route route, in RouteParameters parameters)
    {
        MatchedRoute = route;
        _parameters = parameters;
    }

    /// <summary>Moves a request that outlives its version to another one.</summary>
    /// <param name="deployment">The version.</param>
    /// <param name="route">Its route with the same pattern.</param>
    public void Move(Deployment deployment, Route route) => (Deployment, MatchedRoute) = (deployment, route);

    /// <summary>Length of the literal part of the path matched by the route; 0 without a route.</summary>
    public int FixedLength => MatchedRoute?.FixedLength(_parameters) ?? 0;

    /// <summary>Drops the matched route, because something else answers.</summary>
    public void Unmatch() => MatchedRoute = null;

    /// <summary>Resets the context.</summary>
    public void End()
    {
        if (_transfer is { } transfer) Application.Transfers.Release(transfer);
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

    /// <summary>Looks up the raw text of a parameter by name.</summary>
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

    /// <summary>The route parameters by name, raw; the rest of the path is listed as <c>*</c> and by its name.</summary>
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
