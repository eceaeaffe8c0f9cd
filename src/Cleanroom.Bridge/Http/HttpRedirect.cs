namespace Cleanroom.Bridge.Http;

/// <summary>Redirect handling (RFC 9110, 15.4).</summary>
static class HttpRedirect
{
    /// <summary>Returns the URL to follow, or null when the response is final: it is not a redirect, or one that is not followed.</summary>
    public static Uri? Next(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return null;
        var next = location.IsAbsoluteUri ? location : new Uri(from, location);
        return next.Scheme is "http" or "https" && next.UserInfo.Length == 0 && !(from.Scheme == "https" && next.Scheme == "http") ? next : null;
    }
}
