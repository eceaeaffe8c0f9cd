namespace Cleanroom.Bridge.Http;

/// <summary>Where a response sends a client (RFC 9110, 15.4).</summary>
static class HttpRedirect
{
    /// <summary>The URL to follow, or null when the response is the answer: it is no redirect, or one that is not followed.</summary>
    public static Uri? Next(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return null;
        var next = location.IsAbsoluteUri ? location : new Uri(from, location);
        return next.Scheme is "http" or "https" && next.UserInfo.Length == 0 && !(from.Scheme == "https" && next.Scheme == "http") ? next : null;
    }
}
