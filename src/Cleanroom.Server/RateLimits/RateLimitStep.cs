using System.Globalization;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Sessions;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.RateLimits;

/// <summary>Counts requests and rejects those beyond the limit.</summary>
/// <param name="limiter">Counts in this process: without a shared store, or while that fails.</param>
/// <param name="store">Counts for all servers, or null.</param>
/// <param name="clock">The clock.</param>
sealed partial class RateLimitStep(RateLimiter limiter, RateLimitStore? store, TimeProvider clock) : RequestStep
{
    readonly WarningInterval _warnings = new(clock);

    public override StepResult Run(RequestContext request)
    {
        var key = KeyOf(request);
        if (store is not null) return StepResult.Later(CountTogetherAsync(request, store, key));
        return limiter.Add(key) is { Ticks: > 0 } wait ? RejectAsync(request, wait) : StepResult.Next;
    }

    async ValueTask<bool> CountTogetherAsync(RequestContext request, RateLimitStore store, RateLimitKey key)
    {
        TimeSpan wait;
        try
        {
            wait = await store.AddAsync(key, limiter.Rule);
            // A store may hold a window of an earlier rule, or of nobody.
            if (wait > limiter.Rule.Window) wait = limiter.Rule.Window;
        }
        catch (RateLimitStoreException failure)
        {
            if (_warnings.IsDue()) CountsAlone(request.Application.Logger, failure.Message);
            wait = limiter.Add(key);
        }
        if (wait.Ticks <= 0) return false;
        await RejectAsync(request, wait);
        return true;
    }

    static Task RejectAsync(RequestContext request, TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        request.Http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ResponseWriter.WriteErrorAsync(request, RequestError.TooManyRequests, seconds);
    }

    RateLimitKey KeyOf(RequestContext request) => limiter.Rule.ByUser && request.State<RequestSession>().Opened?.UserId is { } user
        ? RateLimitKey.Of(user)
        : RateLimitKey.Of(request.Http.Connection.RemoteIpAddress);

    [LoggerMessage(4142, LogLevel.Warning, "rate limits are counted by this server alone: {Reason}")]
    private static partial void CountsAlone(ILogger logger, string reason);
}
