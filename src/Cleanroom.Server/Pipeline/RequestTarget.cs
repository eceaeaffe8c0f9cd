using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Pipeline;

/// <summary>The target of a request as it was sent, neither decoded nor put together again: path and query, <c>*</c>, or the authority of CONNECT.</summary>
/// <param name="Text">All of it; of a whole URL without scheme and authority.</param>
/// <param name="PathStart">Where the path of the application begins: behind the path that it is mapped to.</param>
/// <param name="PathEnd">Where the path ends.</param>
readonly record struct RequestTarget(string Text, int PathStart, int PathEnd)
{
    const string Root = "/";

    /// <summary>The path in the application.</summary>
    public ReadOnlySpan<char> Path => PathStart < PathEnd ? Text.AsSpan(PathStart, PathEnd - PathStart) : Root;

    /// <summary>The path that the application is mapped to, as sent.</summary>
    public ReadOnlySpan<char> Base => Text.AsSpan(0, PathStart);

    /// <summary>The path as sent.</summary>
    public ReadOnlySpan<char> SentPath => Text.AsSpan(0, PathEnd);

    /// <summary>The query, without its question mark.</summary>
    public ReadOnlySpan<char> Query => PathEnd < Text.Length ? Text.AsSpan(PathEnd + 1) : default;

    /// <summary>Reads the target of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="baseSegments">Segments of the path that the application is mapped to, those of the path base not counted.</param>
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
        // Servers for tests keep no target.
        if (raw.Length == 0) return request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.Value;
        // Clients of proxies send the whole URL.
        const string mark = "://";
        var authority = raw.IndexOf(mark, StringComparison.Ordinal);
        if (authority <= 0) return raw;
        var rest = raw.AsSpan(authority + mark.Length);
        var start = rest.IndexOfAny('/', '?');
        return start < 0 ? Root : rest[start] == '/' ? rest[start..].ToString() : $"/{rest[start..]}";
    }

    // Dot segments are refused later: which segments the server took for the base is not known.
    static int EndOfSegments(ReadOnlySpan<char> path, int segments)
    {
        if (DotSegments.AreIn(path)) return 0;
        for (var i = 1; i < path.Length; i++)
            if (path[i] == '/' && --segments == 0) return i;
        return path.Length;
    }
}
