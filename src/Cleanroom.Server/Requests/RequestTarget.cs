using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Requests;

/// <summary>The path and query of a request as they were sent, neither decoded nor put together again.</summary>
static class RequestTarget
{
    public static string Of(HttpContext http)
    {
        var raw = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (raw.StartsWith('/')) return raw;
        // Clients of proxies send the whole URL.
        const string mark = "://";
        var authority = raw.IndexOf(mark, StringComparison.Ordinal);
        if (authority <= 0) return http.Request.Path.ToUriComponent() + http.Request.QueryString.Value;
        var rest = raw.AsSpan(authority + mark.Length);
        var end = rest.IndexOfAny('/', '?');
        return end < 0 ? "/" : rest[end] == '/' ? rest[end..].ToString() : $"/{rest[end..]}";
    }
}
