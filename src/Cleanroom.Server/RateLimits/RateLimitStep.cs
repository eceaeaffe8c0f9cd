using System.Globalization;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.RateLimits;

/// <summary>Counts requests and rejects those beyond the limit.</summary>
sealed class RateLimitStep(RateLimiter limiter) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (limiter.Add(KeyOf(request)) is not { Ticks: > 0 } wait) return StepResult.Next;
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        request.Http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ResponseWriter.WriteErrorAsync(request, RequestError.TooManyRequests, seconds);
    }

    RateLimitKey KeyOf(RequestContext request) => limiter.Rule.ByUser && request.State<RequestSession>().Opened?.UserId is { } user
        ? RateLimitKey.Of(user)
        : RateLimitKey.Of(request.Http.Connection.RemoteIpAddress);
}
