using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Requests;

/// <summary>
/// Recognises requests that another server on their way could have read differently: where their body ends, or which resource they mean (RFC 9112, 3.2 and
/// 6.3). Kestrel refuses most; these it lets through. They are answered 400, and their connection ends.
/// </summary>
static class RequestFraming
{
    // Where Kestrel keeps the length of a request that is chunked too.
    const string OverriddenLength = "X-Content-Length";

    /// <summary>Makes Kestrel refuse lines that end with a bare line feed. Read when a server is made.</summary>
    public static void RefuseBareLineFeeds() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    /// <summary>True when there is no doubt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target as sent.</param>
    public static bool IsSound(HttpRequest request, ReadOnlySpan<char> target)
    {
        if (target.ContainsAnyExceptInRange('!', '~')) return false;
        var coding = request.Headers.TransferEncoding;
        return coding.Count == 0
            || coding.Count == 1 && "chunked".Equals(coding[0], StringComparison.OrdinalIgnoreCase)
                && !request.Headers.ContainsKey(OverriddenLength) && !HttpProtocol.IsHttp10(request.Protocol);
    }
}
