using Cleanroom.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// <c>/_health/live</c> answers while the process does, <c>/_health/ready</c> while requests find guests and the server does not drain. No route of a
/// program can stand in their place (contract, server 14).
/// </summary>
static class HealthEndpoints
{
    const string Live = "/_health/live", Ready = "/_health/ready";

    /// <summary>Answers a health request; null for any other.</summary>
    public static Task? TryAnswer(CleanApplication application, HttpContext http, ReadOnlySpan<char> path)
    {
        if (!path.StartsWith("/_health")) return null;
        if (path.SequenceEqual(Live)) return Answer(http, 200, "{\"status\":\"ok\"}"u8);
        if (!path.SequenceEqual(Ready)) return null;
        return application.IsReady ? Answer(http, 200, "{\"status\":\"ready\"}"u8) : Answer(http, 503, "{\"status\":\"not ready\"}"u8);
    }

    static Task Answer(HttpContext http, int status, ReadOnlySpan<byte> body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = ErrorEnvelope.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = body.Length;
        if (http.Request.Method != "HEAD") System.Buffers.BuffersExtensions.Write(http.Response.BodyWriter, body);
        return Task.CompletedTask;
    }
}
