using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Pipeline;

/// <summary>The request target as sent, neither decoded nor normalized: path and query, <c>*</c>, or the authority of CONNECT.</summary>
/// <param name="Text">The whole target; for an absolute URL without scheme and authority.</param>
/// <param name="PathStart">Start of the application's path, after the path prefix it is mapped to.</param>
/// <param name="PathEnd">End of the path.</param>
readonly record struct RequestTarget(string Text, int PathStart, int PathEnd)
{
    const string Root = "/";

    /// <summary>The path within the application.</summary>
    public ReadOnlySpan<char> Path => PathStart < PathEnd ? Text.AsSpan(PathStart, PathEnd - PathStart) : Root;

    /// <summary>The path prefix that the application is mapped to, as sent.</summary>
    public ReadOnlySpan<char> Base => Text.AsSpan(0, PathStart);

    /// <summary>The path as sent.</summary>
    public ReadOnlySpan<char> SentPath => Text.AsSpan(0, PathEnd);

    /// <summary>The query, without the question mark.</summary>
    public ReadOnlySpan<char> Query => PathEnd < Text.Length ? Text.AsSpan(PathEnd + 1) : default;

    /// <summary>Reads the target of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="baseSegments">Number of path segments that the application is mapped below, not counting the path base.</param>
    public static RequestTarget Of(HttpContext http, int baseSegments)
    {
        var text = Read(http);
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var end = question < 0 ? text.Length : question;
        if (http.Request.PathBase.HasValue) baseSegments += http.Request.PathBase.Value.AsSpan().Count('/');
        return new RequestTarget(text, baseSegments == 0 ? 0 : EndOfSegments(text.AsSpan(0, end), baseSegments), end);
    }

    static string Read(HttpContext http)
    {
        var raw = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (raw.StartsWith('/')) return raw;
        var request = http.Request;
        // Test servers do not provide the raw target.
        if (raw.Length == 0) return request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.Value;
        // Absolute form, which clients of proxies send.
        const string mark = "://";
        var authority = raw.IndexOf(mark, StringComparison.Ordinal);
        if (authority <= 0) return raw;
        var rest = raw.AsSpan(authority + mark.Length);
        var start = rest.IndexOfAny('/', '?');
        return start < 0 ? Root : rest[start] == '/' ? rest[start..].ToString() : $"/{rest[start..]}";
    }

    // Dot segments are rejected later, because it is unclear which segments the server counted as the base.
    static int EndOfSegments(ReadOnlySpan<char> path, int segments)
    {
        if (DotSegments.AreIn(path)) return 0;
        for (var i = 1; i < path.Length; i++)
            if (path[i] == '/' && --segments == 0) return i;
        return path.Length;
    }
}
