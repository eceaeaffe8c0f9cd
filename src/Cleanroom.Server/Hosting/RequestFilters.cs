using System.Globalization;
using Cleanroom.Bridge.Configuration;
using Cleanroom.Server.Cors;
using Cleanroom.Server.RateLimiting;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Hosting;

/// <summary>What a request passes before its route is looked for: its host, the rate limit, its origin (contract, server 1, steps 4 and 5; server 3). What is off costs nothing.</summary>
sealed class RequestFilters
{
    const string OptionMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", OptionHeaders = "*, Authorization";

    readonly StringSegment[] _hosts;
    readonly bool _securityHeaders;
    readonly RateLimiter? _limiter;
    readonly CorsPolicy? _cors;

    RequestFilters(CleanServerOptions options, RateLimiter? limiter, CorsPolicy? cors)
    {
        _hosts = [.. options.AllowedHosts.Select(WithoutFinalDot)];
        _securityHeaders = options.SecurityHeaders;
        _limiter = limiter;
        _cors = cors;
    }

    /// <summary>The filters of an application, or null when all are off.</summary>
    /// <exception cref="SettingException">An option cannot be used.</exception>
    public static RequestFilters? Create(CleanServerOptions options, StartContext start)
    {
        var rule = start.RateLimit ?? (options.RateLimit is { } requests ? new RateLimitRule(requests, options.RateLimitWindow, ByUser: false) : null);
        var cors = options.Cors ? start.Cors ?? ReadOrigins(options.CorsOrigins) : null;
        var isOff = rule is null && cors is null && options.AllowedHosts.Count == 0 && !options.SecurityHeaders;
        return isOff ? null : new RequestFilters(options, rule is null ? null : new RateLimiter(rule, options.Guest.Clock), cors);
    }

    /// <summary>True when the filters ask who is signed in.</summary>
    public bool NeedUser => _limiter?.Rule.ByUser == true;

    /// <summary>Answers a request that goes no further; null for any other.</summary>
    public Task? TryAnswer(RequestContext request)
    {
        var http = request.Http;
        if (_securityHeaders) SecurityHeaders.Set(http);
        if (_hosts.Length > 0 && !HostString.MatchesAny(WithoutFinalDot(http.Request.Host.Host), _hosts))
            return ResponseWriter.WriteErrorAsync(http, StatusCodes.Status400BadRequest, "BAD_REQUEST", "the host is not served here", null);
        // First, so that pages of other origins can read refusals too.
        _cors?.SetHeaders(http);
        if (_limiter is not null && _limiter.Add(KeyOf(request, _limiter.Rule)) is { Ticks: > 0 } wait) return RefuseAsync(http, wait);
        if (_cors is null || !CorsPolicy.IsPreflight(http.Request)) return null;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // With its dot a name is the same one, written out to the root.
    static string WithoutFinalDot(string host) => host.EndsWith('.') ? host[..^1] : host;

    static RateLimitKey KeyOf(RequestContext request, RateLimitRule rule) =>
        rule.ByUser && request.Session.Opened?.UserId is { } user ? RateLimitKey.Of(user) : RateLimitKey.Of(request.Http.Connection.RemoteIpAddress);

    static Task RefuseAsync(HttpContext http, TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ResponseWriter.WriteErrorAsync(http, StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "too many requests", null, seconds);
    }

    static CorsPolicy? ReadOrigins(IReadOnlyList<string> origins)
    {
        var policy = CorsPolicy.Create(string.Join(',', origins), OptionMethods, OptionHeaders, maxAge: 0, credentials: false, out var wrong);
        return wrong.Length == 0 ? policy : throw new SettingException($"--cors-origin {wrong}: an origin is wanted, such as https://example.org:8443 without a path, or *");
    }
}
