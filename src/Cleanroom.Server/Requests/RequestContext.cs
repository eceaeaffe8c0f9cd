using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Cleanroom.Bridge.Abi;
using Cleanroom.Server.Auth;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Responses;
using Cleanroom.Server.Routing;
using Cleanroom.Server.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Requests;

/// <summary>One request while its guest runs: what the request functions read and the response functions write. Used again for later requests.</summary>
#pragma warning disable CA1001 // The streams of its output hold nothing.
sealed class RequestContext
#pragma warning restore CA1001
{
    const int MaxKeptBody = 1 << 14;
    const int MaxKeptLines = 50;

    byte[] _body = [];
    int _bodyLength;
    RouteParameters _parameters;
    FormFields? _form;
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

    /// <summary>The version of it that answers.</summary>
    public Deployment Deployment { get; private set; } = null!;

    /// <summary>The session.</summary>
    public RequestSession Session { get; } = new();

    /// <summary>Roles and their permissions: those of the application, and what the request itself has added.</summary>
    public RoleTable Roles { get; set; } = RoleTable.Empty;

    /// <summary>The fields of the form in the body.</summary>
    public FormFields Form => _form ??= FormFields.Read(Http.Request.ContentType, new ArraySegment<byte>(_body, 0, _bodyLength));

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

    /// <summary>The body as sent.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _bodyLength);

    /// <summary>The request of a guest, or null outside of one.</summary>
    public static RequestContext? Of(Guest guest) => guest.Context as RequestContext;

    public void Begin(CleanApplication application, HttpContext http, in RequestTarget target, string id)
    {
        Started = Stopwatch.GetTimestamp();
        Application = application;
        Deployment = application.Current;
        Roles = Deployment.Start.Roles;
        Http = http;
        Target = target;
        Id = id;
        _bodyLength = 0;
        Response.Clear();
        Session.Begin(application, http);
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

    /// <summary>Forgets the request.</summary>
    public void End()
    {
        Http = null!;
        Application = null!;
        Deployment = null!;
        MatchedRoute = null;
        Target = default;
        _form = null;
        _lines = null;
        Failure = null;
        IsLost = false;
        Roles = RoleTable.Empty;
        Session.End();
        if (_body.Length > MaxKeptBody)
        {
            BodyBuffers.Return(_body);
            _body = [];
        }
        else _body.AsSpan(0, _bodyLength).Clear();
        _bodyLength = 0;
        Response.Clear();
    }

    /// <summary>Reads the body. False when it is larger than the limit.</summary>
    public async ValueTask<bool> ReadBodyAsync(long limit)
    {
        var request = Http.Request;
        if (request.ContentLength > limit) return false;
        if (request.ContentLength is null or 0 && Http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false) return true;
        // A server that others set up may have a limit of its own.
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = limit;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await ReadAsync(reader);
            var buffer = result.Buffer;
            if (_bodyLength + buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                return false;
            }
            Reserve((int)buffer.Length);
            buffer.CopyTo(_body.AsSpan(_bodyLength));
            _bodyLength += (int)buffer.Length;
            reader.AdvanceTo(buffer.End);
            if (result.IsCompleted) return true;
        }
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

    async ValueTask<ReadResult> ReadAsync(PipeReader reader)
    {
        try
        {
            return await reader.ReadAsync(Http.RequestAborted);
        }
        catch (IOException malformed) when (malformed is not (BadHttpRequestException or ConnectionResetException) && !Http.RequestAborted.IsCancellationRequested)
        {
            // So Kestrel calls a chunk size beyond its numbers.
            throw new BadHttpRequestException(malformed.Message, malformed);
        }
    }

    // Room for what has come, not for what is announced: that costs the client nothing.
    void Reserve(int more)
    {
        var needed = _bodyLength + more;
        if (needed <= _body.Length) return;
        var larger = BodyBuffers.Rent((int)Math.Max(needed, Math.Min(2L * _body.Length, Array.MaxLength)));
        Body.CopyTo(larger);
        BodyBuffers.Return(_body);
        _body = larger;
    }
}
