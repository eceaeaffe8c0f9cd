using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Detects requests that an intermediary could have parsed differently: where the body ends, which fields exist, or which resource is meant (RFC 9110, 5.1;
/// RFC 9112, 3.2 and 6.3; RFC 9113, 8.2). Kestrel rejects most of them; this class covers those it accepts, in HTTP/1.1 and HTTP/2. They are answered 400 and
/// their connection is closed.
/// </summary>
static class RequestFraming
{
    // Where Kestrel stores the Content-Length of a request that is also chunked.
    const string OverriddenLength = "X-Content-Length";

    static readonly string[] ConnectionHeaders = ["Transfer-Encoding", "Upgrade", "Keep-Alive", "Proxy-Connection"];

    /// <summary>True when the request is unambiguous.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target as sent.</param>
    /// <param name="fields">What is known of its header fields.</param>
    public static bool IsSound(HttpRequest request, ReadOnlySpan<char> target, RequestFields fields)
    {
        if (target.ContainsAnyExceptInRange('!', '~') || !fields.AreTokens) return false;
        var headers = request.Headers;
        if (HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol)) return !HasConnectionHeader(headers);
        var coding = headers.TransferEncoding;
        return coding.Count == 0
            || coding.Count == 1 && "chunked".Equals(coding[0], StringComparison.OrdinalIgnoreCase)
                && !headers.ContainsKey(OverriddenLength) && !HttpProtocol.IsHttp10(request.Protocol);
    }

    static bool HasConnectionHeader(IHeaderDictionary headers)
    {
        foreach (var name in ConnectionHeaders)
            if (headers.ContainsKey(name)) return true;
        return false;
    }
}
