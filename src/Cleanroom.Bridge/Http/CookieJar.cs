using System.Globalization;

namespace Cleanroom.Bridge.Http;

/// <summary>The cookies of one event by domain and path (RFC 6265, 5). Bounded in number: the oldest are evicted first.</summary>
sealed class CookieJar(TimeProvider clock)
{
    const int MaxCookies = 300, MaxPerDomain = 50, MaxCharacters = 4096;

    // In order of creation.
    readonly List<Cookie> _cookies = [];

    /// <summary>Stores the cookie of a <c>Set-Cookie</c> header; an invalid cookie, or one that does not belong to the host, is ignored.</summary>
    public void Keep(Uri from, string header)
    {
        if (Read(from, header) is not { } cookie) return;
        var existing = _cookies.FindIndex(other => other.Name == cookie.Name && other.Domain == cookie.Domain && other.Path == cookie.Path);
        if (existing >= 0) _cookies[existing] = cookie;
        else _cookies.Add(cookie);
        var now = clock.GetUtcNow();
        _cookies.RemoveAll(old => old.Expires <= now);
        if (_cookies.Count(other => other.Domain == cookie.Domain) > MaxPerDomain) _cookies.RemoveAt(_cookies.FindIndex(other => other.Domain == cookie.Domain));
        if (_cookies.Count > MaxCookies) _cookies.RemoveAt(0);
    }

    /// <summary>Returns the value of the <c>Cookie</c> header for a URL, or null: longer paths first, then older cookies.</summary>
    public string? HeaderFor(Uri uri)
    {
        var now = clock.GetUtcNow();
        var fitting = _cookies.Where(cookie => cookie.Expires > now && cookie.IsFor(uri)).OrderByDescending(cookie => cookie.Path.Length).Select(cookie => $"{cookie.Name}={cookie.Value}");
        return string.Join("; ", fitting) is { Length: > 0 } header ? header : null;
    }

    Cookie? Read(Uri from, string header)
    {
        var parts = header.Split(';');
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || parts[0][..equals].Trim() is not { Length: > 0 } name || parts[0].Length > MaxCharacters || parts[0].Any(char.IsControl)) return null;
        var cookie = new Cookie(name, parts[0][(equals + 1)..].Trim(), from.IdnHost, IsHostOnly: true, DefaultPath(from), IsSecure: false, DateTimeOffset.MaxValue);
        var hasAge = false;
        foreach (var part in parts.AsSpan(1))
        {
            equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : part[(equals + 1)..].Trim();
            switch ((equals < 0 ? part : part[..equals]).Trim().ToLowerInvariant())
            {
                case "domain" when value.TrimStart('.').ToLowerInvariant() is { Length: > 0 } domain && domain != from.IdnHost:
                    // A single-label domain is a public suffix.
                    if (!domain.Contains('.') || !IsInDomain(from, domain)) return null;
                    cookie = cookie with { Domain = domain, IsHostOnly = false };
                    break;
                case "domain" when value.TrimStart('.').Length > 0: cookie = cookie with { IsHostOnly = !from.IdnHost.Contains('.') || from.HostNameType != UriHostNameType.Dns }; break;
                case "path" when value.StartsWith('/'): cookie = cookie with { Path = value }; break;
                case "secure": cookie = cookie with { IsSecure = true }; break;
                case "max-age" when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds):
                    cookie = cookie with { Expires = seconds <= 0 ? DateTimeOffset.MinValue : clock.GetUtcNow().AddSeconds(Math.Min(seconds, int.MaxValue)) };
                    hasAge = true;
                    break;
                case "expires" when !hasAge && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end): cookie = cookie with { Expires = end }; break;
            }
        }
        return cookie.IsSecure && from.Scheme != "https" ? null : cookie;
    }

    static string DefaultPath(Uri uri)
    {
        var end = uri.AbsolutePath.LastIndexOf('/');
        return end <= 0 ? "/" : uri.AbsolutePath[..end];
    }

    static bool IsInDomain(Uri uri, string domain) =>
        uri.HostNameType == UriHostNameType.Dns && uri.IdnHost.EndsWith(domain, StringComparison.Ordinal) && uri.IdnHost[^(domain.Length + 1)] == '.';

    sealed record Cookie(string Name, string Value, string Domain, bool IsHostOnly, string Path, bool IsSecure, DateTimeOffset Expires)
    {
        public bool IsFor(Uri uri) =>
            (uri.IdnHost == Domain || !IsHostOnly && IsInDomain(uri, Domain)) && (!IsSecure || uri.Scheme == "https") && IsBelow(uri.AbsolutePath);

        bool IsBelow(string path) => path.StartsWith(Path, StringComparison.Ordinal) && (path.Length == Path.Length || Path.EndsWith('/') || path[Path.Length] == '/');
    }
}
