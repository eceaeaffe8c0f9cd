using System.Diagnostics;
using Cleanroom.Bridge.Abi;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Responses;
using Cleanroom.Server.Routing;
using Cleanroom.Wasm;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Hosting;

/// <summary>The way of a request: route, body, guest, response (contract, server 1). Nothing is looked up by name and no guest is made for a request that needs none.</summary>
sealed class RequestPipeline : IDisposable
{
    readonly CleanApplication _application;
    readonly ConcurrencyGate _gate;
    readonly bool _logsRequests;

    public RequestPipeline(CleanApplication application)
    {
        _application = application;
        _gate = new ConcurrencyGate(application.Options.MaximumConcurrency, application.Options.QueueLength);
        _logsRequests = application.Logger.IsEnabled(LogLevel.Information);
    }

    public bool HasFreeGuest => _gate.HasPlace;

    public TimeSpan BusyFor => _gate.FullFor;

    public void Dispose() => _gate.Dispose();

    public Task HandleAsync(HttpContext http)
    {
        var id = RequestId.Of(http);
        http.Response.Headers["X-Request-Id"] = id;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/')) target = http.Request.Path.Value + http.Request.QueryString.Value;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var pathLength = question < 0 ? target.Length : question;
        var path = target.AsSpan(0, pathLength);
        if (HealthEndpoints.TryAnswer(_application, http, path) is { } answered) return answered;
        if (_application.Filters?.TryAnswer(http) is { } refused) return refused;
        if (DotSegments.AreIn(path)) return ResponseWriter.WriteErrorAsync(http, 400, "BAD_REQUEST", "the path has dot segments", null);

        var found = _application.RouteTable.Find(http.Request.Method, path, out var route, out var parameters);
        if (_application.Files?.TryAnswer(http, path, route?.FixedLength(parameters) ?? 0) is { } file) return file;
        if (found == RouteResult.NoPattern && _application.Files?.Has(path) == true) found = RouteResult.OtherMethods;
        switch (found)
        {
            case RouteResult.NoPattern: return ResponseWriter.WriteErrorAsync(http, 404, "NOT_FOUND", "there is nothing at this path", null);
            case RouteResult.OtherMethods:
                http.Response.Headers.Allow = _application.RouteTable.Allow(path, alsoGet: _application.Files?.Has(path) == true);
                if (http.Request.Method == "OPTIONS")
                {
                    http.Response.StatusCode = 204;
                    return Task.CompletedTask;
                }
                return ResponseWriter.WriteErrorAsync(http, 405, "METHOD_NOT_ALLOWED", "the path has no route for this method", null);
        }
        if (route!.Handler is null && route.Redirect is null) return ResponseWriter.WriteErrorAsync(http, 500, "INTERNAL_ERROR", "the handler of this route is missing", id);

        // There are no sessions yet, so nobody is signed in: what asks for a user is closed to everyone.
        if (route.RequiredRole is not null) return ResponseWriter.WriteErrorAsync(http, 401, "AUTH_ERROR", "sign in first", null);

        var context = _application.RentContext();
        context.Begin(_application, http, target, pathLength, route, parameters, id);
        if (route.Redirect is { } redirect) return RedirectAsync(context, redirect);
        // A request without a body that finds a free guest is answered without a state machine.
        if (http.Request.ContentLength is null or 0 && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true && _gate.TryEnter()) return RunAsync(context);
        return ReadAndRunAsync(context);
    }

    Task RedirectAsync(RequestContext context, RouteRedirect redirect)
    {
        context.Http.Response.StatusCode = redirect.Status;
        context.Http.Response.Headers.Location = RedirectTarget.Make(redirect.Target, context);
        _application.ReturnContext(context);
        return Task.CompletedTask;
    }

    async Task ReadAndRunAsync(RequestContext context)
    {
        var http = context.Http;
        if (!await context.ReadBodyAsync(_application.Options.BodyLimit))
        {
            _application.ReturnContext(context);
            http.Response.Headers.Connection = "close";
            await ResponseWriter.WriteErrorAsync(http, 413, "PAYLOAD_TOO_LARGE", "the body is larger than the limit", null);
            return;
        }
        if (!_gate.TryEnter() && !await _gate.EnterAsync(_application.Options.RequestTimeout, http.RequestAborted))
        {
            _application.ReturnContext(context);
            http.Response.Headers.RetryAfter = "1";
            await ResponseWriter.WriteErrorAsync(http, 503, "OVERLOADED", "all guests are busy", context.Id);
            return;
        }
        await RunAsync(context);
    }

    Task RunAsync(RequestContext context)
    {
        var start = Stopwatch.GetTimestamp();
        var (http, route, id) = (context.Http, context.Route, context.Id);
        Task sent;
        long bytes = 0;
        try
        {
            using var lease = _application.Guests.Lease();
            var guest = lease.Guest;
            guest.Context = context;
            try
            {
                var result = Call(guest, route.Handler!);
                sent = ResponseWriter.WriteAsync(context, guest, result, out bytes);
            }
            catch (TrapException trap)
            {
                sent = AnswerTrapAsync(context, guest, trap);
            }
            finally
            {
                guest.Context = null;
            }
        }
        catch (Exception error)
        {
            _application.Logger.InternalError(error, id);
            sent = ResponseWriter.WriteErrorAsync(http, 500, "INTERNAL_ERROR", "internal error", id);
        }
        finally
        {
            _gate.Leave();
        }
        if (_logsRequests)
            _application.Logger.RequestDone(http.Request.Method, context.Path.ToString(), http.Response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds, bytes, http.Connection.RemoteIpAddress?.ToString() ?? "", id);
        _application.ReturnContext(context);
        return sent;
    }

    static uint Call(Guest guest, RouteHandler handler)
    {
        var function = guest.Instance!.GetFunction(handler.Function);
        if (handler.Argument is { } argument) return (uint)function.Call<int, int>(argument);
        if (function.Type.Results.Count == 0)
        {
            function.Call();
            return 0;
        }
        return function.Type.Results[0] == ValueType.I32 ? (uint)function.Call<int>() : (uint)Math.Clamp(function.Call<long>(), 0, uint.MaxValue);
    }

    Task AnswerTrapAsync(RequestContext context, Guest guest, TrapException trap)
    {
        var report = $"{trap.Message}{(guest.LastError is { } said ? $" after error(\"{said}\")" : "")}{string.Concat(trap.Frames.Select(frame => $"\n    at {frame}"))}";
        _application.Logger.RequestTrapped(context.Id, context.Route.Method, context.Route.Pattern, report);
        return trap.Kind == TrapKind.DeadlineExceeded
            ? ResponseWriter.WriteErrorAsync(context.Http, 504, "TIMEOUT", "the request took too long", context.Id)
            : ResponseWriter.WriteErrorAsync(context.Http, 500, "INTERNAL_ERROR", _application.Options.Development ? report : "internal error", context.Id);
    }
}
