using Cleanroom.Bridge.Abi;
using Cleanroom.Server.Auth;
using Cleanroom.Server.Forwarding;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Responses;
using Cleanroom.Server.Routing;
using Cleanroom.Server.Sessions;
using Cleanroom.Wasm;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// The way of a request: route, session, body, guest, response (contract, server 1). Nothing is looked up by name, no guest is made for a request that needs
/// none, and whatever happens ends in an answer.
/// </summary>
sealed class RequestPipeline : IDisposable
{
    const string ErrorHeader = "X-Clean-Error", ServerMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

    readonly CleanApplication _application;
    readonly ConcurrencyGate _gate;
    readonly TrustedProxies? _proxies;
    readonly RequestEnding _ending;
    readonly Func<RequestContext, Task> _answer;
    readonly Func<RequestContext, Task> _answerRoute;

    public RequestPipeline(CleanApplication application)
    {
        _application = application;
        _gate = new ConcurrencyGate(application.Options.MaximumConcurrency, application.Options.QueueLength);
        _proxies = TrustedProxies.Create(application.Options);
        _ending = new RequestEnding(application);
        (_answer, _answerRoute) = (AnswerAsync, AnswerRouteAsync);
    }

    /// <summary>Guests at work.</summary>
    public int Running => _gate.Running;

    public bool HasFreeGuest => _gate.HasPlace;

    public TimeSpan BusyFor => _gate.FullFor;

    public void Dispose() => _gate.Dispose();

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="baseSegments">Segments of the path that the application is mapped to.</param>
    public Task HandleAsync(HttpContext http, int baseSegments)
    {
        UpperCaseMethod(http.Request);
        _proxies?.Apply(http);
        var target = RequestTarget.Of(http, baseSegments);
        var id = RequestId.Of(http.Request.Headers);
        RequestEnding.SetOwnHeaders(http, id);
        var context = _application.RentContext();
        context.Begin(_application, http, target, id);
        Task answer;
        try
        {
            answer = RequestFraming.IsSound(http.Request, target.Text) ? AnswerAsync(context) : RequestEnding.RefuseAsync(context, StatusCodes.Status400BadRequest);
        }
        catch (Exception failure)
        {
            answer = _ending.FailAsync(context, failure);
        }
        if (!answer.IsCompletedSuccessfully) return FinishAsync(context, answer);
        _ending.Finish(context, isGone: http.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed.IsCancellationRequested == true);
        return Task.CompletedTask;
    }

    // Methods are compared in upper case. Not "head": the server below has to know of it before a body is left out.
    static void UpperCaseMethod(HttpRequest request)
    {
        var method = request.Method;
        if (!method.AsSpan().ContainsAnyInRange('a', 'z')) return;
        var upper = method.ToUpperInvariant();
        if (upper != "HEAD") request.Method = upper;
    }

    async Task FinishAsync(RequestContext context, Task answer)
    {
        try
        {
            await answer;
        }
        catch (Exception failure)
        {
            await _ending.FailAsync(context, failure);
        }
        finally
        {
            _ending.Finish(context, isGone: context.Http.RequestAborted.IsCancellationRequested);
        }
    }

    Task AnswerAsync(RequestContext context)
    {
        var (http, deployment) = (context.Http, context.Deployment);
        if (HealthEndpoints.TryAnswer(_application, http, context.Path) is { } health) return health;
        // What only the host may say.
        http.Request.Headers.Remove(ErrorHeader);
        if (deployment.Filters is { } filters)
        {
            if (filters.NeedUser && context.Session.IsToBeOpened) return OpenSessionAsync(context, _answer);
            if (filters.TryAnswer(context) is { } refused) return refused;
        }
        var (routes, files) = (deployment.Start.Routes, deployment.Files);
        var path = context.Path;
        if (path[0] != '/') return AnswerServerAsync(http);
        if (DotSegments.AreIn(path)) return ResponseWriter.WriteErrorAsync(http, 400, "BAD_REQUEST", "the path has dot segments", null);
        var found = routes.Find(http.Request.Method, path, out var route, out var parameters);
        if (files?.TryAnswer(context, route?.FixedLength(parameters) ?? 0) is { } file) return file;
        var isFile = found != RouteResult.Found && files?.Has(path) == true;
        if (isFile) found = RouteResult.OtherMethods;
        switch (found)
        {
            case RouteResult.NoPattern when path is HealthEndpoints.Plain: return HealthEndpoints.AnswerStatus(_application, http);
            case RouteResult.NoPattern: return ResponseWriter.WriteErrorAsync(http, 404, "NOT_FOUND", "there is nothing at this path", null);
            case RouteResult.OtherMethods:
                http.Response.Headers.Allow = routes.Allow(path, alsoGet: isFile);
                if (http.Request.Method == "OPTIONS")
                {
                    http.Response.StatusCode = 204;
                    return Task.CompletedTask;
                }
                return ResponseWriter.WriteErrorAsync(http, 405, "METHOD_NOT_ALLOWED", "the path has no route for this method", null);
        }
        context.Match(route!, parameters);
        if (route!.Redirect is { } redirect)
        {
            http.Response.StatusCode = redirect.Status;
            http.Response.Headers.Location = RedirectTarget.Make(redirect.Target, context);
            return Task.CompletedTask;
        }
        return context.Session.IsToBeOpened ? OpenSessionAsync(context, _answerRoute) : AnswerRouteAsync(context);
    }

    // The target is the server: "*" of OPTIONS, or the authority of CONNECT.
    static Task AnswerServerAsync(HttpContext http)
    {
        http.Response.Headers.Allow = ServerMethods;
        if (http.Request.Method != "OPTIONS") return ResponseWriter.WriteErrorAsync(http, 405, "METHOD_NOT_ALLOWED", "the target is not for this method", null);
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    // A look-up in a database waits: elsewhere than where connections are served.
    Task OpenSessionAsync(RequestContext context, Func<RequestContext, Task> next)
    {
        if (!_application.Sessions.IsInProcess) return OpenElsewhereAsync(context, next);
        context.Session.Open();
        return next(context);
    }

    async Task OpenElsewhereAsync(RequestContext context, Func<RequestContext, Task> next)
    {
        await _application.Scheduler.RunAsync(context.Session.Open);
        await next(context);
    }

    Task AnswerRouteAsync(RequestContext context)
    {
        var (http, session) = (context.Http, context.Session.Opened);
        if (context.Route.RequiredRole is { } role)
        {
            if (session?.UserId is null) return ResponseWriter.WriteErrorAsync(http, 401, "AUTH_ERROR", "sign in first", null);
            if (!AuthFunctions.Fits(session, role)) return ResponseWriter.WriteErrorAsync(http, 403, "PERMISSION_DENIED", "this needs another role", null);
        }
        var csrfToken = _application.Options.ChecksCsrf && CsrfCheck.IsNeeded(http.Request.Method, session) ? session!.CsrfToken : null;
        // A request without a body that finds a free guest is answered without a state machine.
        var hasBody = http.Request.ContentLength is not (null or 0) || http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        return csrfToken is null && !hasBody && _gate.TryEnter() ? RunAndLeaveAsync(context) : ReadAndRunAsync(context, csrfToken);
    }

    async Task ReadAndRunAsync(RequestContext context, string? csrfToken)
    {
        var http = context.Http;
        if (!await context.ReadBodyAsync(_application.Options.BodyLimit))
        {
            await RequestEnding.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge);
            return;
        }
        if (csrfToken is not null && !CsrfCheck.Passes(context, csrfToken))
        {
            await ResponseWriter.WriteErrorAsync(http, 403, "CSRF_FAILED", "the CSRF token is missing or wrong", null);
            return;
        }
        if (!_gate.TryEnter() && !await _gate.EnterAsync(_application.Options.RequestTimeout, http.RequestAborted))
        {
            http.Response.Headers.RetryAfter = "1";
            await ResponseWriter.WriteErrorAsync(http, 503, "OVERLOADED", "all guests are busy", context.Id);
            return;
        }
        await RunAndLeaveAsync(context);
    }

    // A guest that may wait does so on a thread of its own; the others run where the request came in.
    Task RunAndLeaveAsync(RequestContext context) => MayWait(context) ? RunElsewhereAsync(context) : RunAndLeave(context);

    async Task RunElsewhereAsync(RequestContext context)
    {
        Task<Task> run;
        try
        {
            run = _application.Scheduler.RunAsync(() => RunAndLeave(context));
        }
        catch (TaskSchedulerException)
        {
            // The system gives no more threads.
            _gate.Leave();
            throw;
        }
        await await run;
    }

    // What is in this process or in a file answers sooner than another thread would be there.
    bool MayWait(RequestContext context)
    {
        var waits = (context.Route.Handler?.Waits ?? Waits.None) | (context.Deployment.Start.ErrorHandler?.Waits ?? Waits.None);
        if (!_application.Options.Guest.Database!.IsRemote) waits &= ~Waits.Database;
        if (_application.Sessions.IsInProcess) waits &= ~Waits.Sessions;
        return waits != Waits.None;
    }

    Task RunAndLeave(RequestContext context)
    {
        try
        {
            if (context.Route.Handler is { } handler) return Run(context, handler, context.Deployment.Guests) ?? HandleErrorAsync(context);
            context.Fail(RequestFailure.MissingHandler(context.Route));
            return HandleErrorAsync(context);
        }
        finally
        {
            _gate.Leave();
        }
    }

    // Null when the guest trapped or answered with something that is no string: the failure is in the context.
    static Task? Run(RequestContext context, RouteHandler handler, GuestPool guests)
    {
        using var lease = guests.Lease();
        var guest = lease.Guest;
        guest.Context = context;
        guest.Console = context.Console;
        try
        {
            var answer = ResponseWriter.WriteAsync(context, guest, handler, Call(guest, handler));
            if (guest.Fired.Count > 0) context.Application.Queued.Add(context.Deployment, guest.Fired);
            return answer;
        }
        catch (TrapException trap)
        {
            context.Fail(RequestFailure.Of(trap, guest.LastError));
            return null;
        }
        finally
        {
            guest.Context = null;
            guest.Console.Flush();
            context.EndOutput();
        }
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

    // Nothing of the partial response is used. The error handler sees the same request in a guest of its own.
    Task HandleErrorAsync(RequestContext context)
    {
        var failure = context.Failure!;
        if (context.Deployment.Start.ErrorHandler is { } handler)
        {
            context.Response.Clear();
            context.Session.ForgetCookie();
            context.Http.Request.Headers[ErrorHeader] = HeaderText.FromText(failure.Summary);
            context.Response.Status = 500;
            if (Run(context, handler, context.Deployment.ErrorGuests!) is { } answered) return answered;
        }
        if (_application.Options.Development) return DevelopmentPage.WriteAsync(context, failure);
        return failure.IsTimeout
            ? ResponseWriter.WriteErrorAsync(context.Http, 504, "TIMEOUT", "the request took too long", context.Id)
            : ResponseWriter.WriteErrorAsync(context.Http, 500, "INTERNAL_ERROR", "internal error", context.Id);
    }
}
