using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

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
    public static bool IsSound(HttpRequest request, ReadOnlySpan<char> target)
    {
        if (target.ContainsAnyExceptInRange('!', '~')) return false;
        var headers = request.Headers;
        if (!AreTokens(headers)) return false;
        if (HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol)) return !Array.Exists(ConnectionHeaders, headers.ContainsKey);
        var coding = headers.TransferEncoding;
        return coding.Count == 0
            || coding.Count == 1 && "chunked".Equals(coding[0], StringComparison.OrdinalIgnoreCase)
                && !headers.ContainsKey(OverriddenLength) && !HttpProtocol.IsHttp10(request.Protocol);
    }

    // Copied first: enumerating through the interface would allocate for each request.
    static bool AreTokens(IHeaderDictionary headers)
    {
        var count = headers.Count;
        var fields = ArrayPool<KeyValuePair<string, StringValues>>.Shared.Rent(count);
        headers.CopyTo(fields, 0);
        var are = true;
        for (var i = 0; i < count; i++) are &= HeaderRules.IsToken(fields[i].Key);
        fields.AsSpan(0, count).Clear();
        ArrayPool<KeyValuePair<string, StringValues>>.Shared.Return(fields);
        return are;
    }
}
