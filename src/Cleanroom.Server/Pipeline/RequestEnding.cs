using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>Ends requests that reached the application: one log record each, which says what the client got.</summary>
static class RequestEnding
{
    /// <summary>Sets the headers common to all responses.</summary>
    public static void SetHostHeaders(HttpContext http, string id)
    {
        http.Response.Headers[RequestId.Header] = id;
        http.Response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>
    /// Logs and counts a request and releases its context. A response that the client did not wait for does not count as one, whatever its status.
    /// </summary>
    public static void Finish(RequestContext context, bool isGone)
    {
        var (application, http) = (context.Application, context.Http);
        var status = context.IsLost || isGone && !http.Response.HasStarted ? StatusCodes.Status499ClientClosedRequest : http.Response.StatusCode;
        var ticks = Stopwatch.GetTimestamp() - context.Started;
        application.Answered(context.MatchedRoute, http.Request.Method, status, ticks);
        if (application.LogsRequests) RequestRecord.Of(context, status, ticks).WriteTo(application.Logger);
        context.End();
        application.Contexts.Return(context);
    }

    /// <summary>Ends a request after an exception: the client is gone, the request violates HTTP, or Cleanroom has a bug.</summary>
    public static async Task FailAsync(RequestContext context, Exception failure)
    {
        var http = context.Http;
        if (http.RequestAborted.IsCancellationRequested || failure is ConnectionResetException)
        {
            context.IsLost = !http.Response.HasStarted;
            http.Features.Get<IConnectionOutput>()?.Abandon();
            http.Abort();
        }
        else if (failure is BadHttpRequestException bad) await RefuseAsync(context, RequestError.Unreadable(bad.StatusCode));
        else
        {
            context.Application.Logger.InternalError(failure, context.Id);
            if (!http.Response.HasStarted)
            {
                // Discard the partial response.
                http.Response.Headers.Clear();
                SetHostHeaders(http, context.Id);
            }
            await ResponseWriter.WriteErrorAsync(context, RequestError.HostFailed);
        }
    }

    /// <summary>Rejects a request whose body cannot be read to the end, and closes its connection.</summary>
    public static async Task RefuseAsync(RequestContext context, RequestError error)
    {
        var http = context.Http;
        var output = http.Request.Method == "HEAD" || HttpProtocol.IsHttp2(http.Request.Protocol) ? null : http.Features.Get<IConnectionOutput>();
        var written = output?.Written;
        http.Response.Headers.Connection = "close";
        await ResponseWriter.WriteErrorAsync(context, error);
        if (output is null || output.Written != written) return;
        // The client is gone: Kestrel dropped the response.
        context.IsLost = true;
        output.Abandon();
    }
}
