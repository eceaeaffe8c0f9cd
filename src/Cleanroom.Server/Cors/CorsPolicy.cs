using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Cors;

/// <summary>Which pages of other origins may read responses (contract, server 8). An origin that is not listed never appears in a response.</summary>
sealed class CorsPolicy
{
    const string Any = "*";

    readonly HashSet<string> _origins;
    readonly bool _anyOrigin;
    readonly bool _credentials;
    readonly string _methods;
    readonly string _headers;
    readonly string? _maxAge;

    CorsPolicy(HashSet<string> origins, string methods, string headers, int maxAge, bool credentials)
    {
        _anyOrigin = origins.Contains(Any);
        _origins = origins;
        _methods = methods;
        _headers = headers;
        _maxAge = maxAge > 0 ? maxAge.ToString(CultureInfo.InvariantCulture) : null;
        _credentials = credentials && !_anyOrigin;
    }

    /// <summary>Creates a policy from comma-separated lists. Returns null when the first has no origin or an invalid one, which is then reported.</summary>
    /// <param name="origins">Origins such as <c>https://example.org:8443</c>, or <c>*</c>.</param>
    /// <param name="methods">Allowed request methods beyond the simple ones, or <c>*</c>.</param>
    /// <param name="headers">Allowed request headers beyond the simple ones, or <c>*</c>.</param>
    /// <param name="maxAge">How many seconds a client may cache the permission; 0 or less leaves it to the client.</param>
    /// <param name="credentials">True to let pages send cookies; has no effect for <c>*</c>.</param>
    /// <param name="wrong">The invalid origin.</param>
    public static CorsPolicy? Create(string origins, string methods, string headers, int maxAge, bool credentials, out string wrong)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        wrong = "";
        foreach (var origin in Items(origins))
        {
            if (Serialize(origin) is not { } text)
            {
                wrong = origin;
                return null;
            }
            allowed.Add(text);
        }
        return allowed.Count == 0 ? null : new CorsPolicy(allowed, string.Join(", ", Items(methods.ToUpperInvariant())), string.Join(", ", Items(headers)), maxAge, credentials);
    }

    /// <summary>True when cookies were requested for any origin, which the policy does not allow.</summary>
    public static bool IgnoresCredentials(string origins, bool credentials) => credentials && Items(origins).Contains(Any);

    /// <summary>True when pages of this origin may read responses.</summary>
    public bool Allows(string? origin) => origin is not null && (_anyOrigin || _origins.Contains(origin));

    /// <summary>True when pages of this origin may open a WebSocket. As for all requests, any origin (<c>*</c>) does not include credentials.</summary>
    public bool AllowsSocket(string origin, IHeaderDictionary headers) =>
        _origins.Contains(origin) || _anyOrigin && headers.Cookie.Count == 0 && headers.Authorization.Count == 0;

    /// <summary>True for a CORS preflight request.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        request.Method == "OPTIONS" && request.Headers.Origin.Count == 1 && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Sets the CORS response headers.</summary>
    public void SetHeaders(HttpContext http)
    {
        var headers = http.Response.Headers;
        // Caches must not serve the response for one origin to another.
        if (!_anyOrigin) headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (http.Request.Headers.Origin is not [{ } origin] || !Allows(origin)) return;
        headers.AccessControlAllowOrigin = _anyOrigin ? Any : origin;
        if (_credentials) headers.AccessControlAllowCredentials = "true";
        if (IsPreflight(http.Request)) SetPreflightHeaders(http.Request.Headers, headers);
    }

    void SetPreflightHeaders(IHeaderDictionary request, IHeaderDictionary headers)
    {
        // With credentials, browsers treat the star as a literal name, so the requested values are echoed.
        if (_methods.Length > 0) headers.AccessControlAllowMethods = _credentials && _methods == Any ? request.AccessControlRequestMethod : _methods;
        if (_headers.Length > 0) headers.AccessControlAllowHeaders = _credentials && _headers == Any ? request.AccessControlRequestHeaders : _headers;
        if (_maxAge is not null) headers.AccessControlMaxAge = _maxAge;
    }

    // As browsers write it: in lower case, without the default port.
    static string? Serialize(string origin)
    {
        if (origin == Any) return Any;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || origin.EndsWith('/') || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0 || uri.Host.Length == 0) return null;
        return $"{uri.Scheme}://{(uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost)}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
    }

    static string[] Items(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
