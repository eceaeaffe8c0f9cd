using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.RateLimits;

/// <summary>Rate limits set by programs (contract, functions 12; server 8).</summary>
static partial class RateLimitFunctions
{
    const int Done = 0, Failed = -1;

    /// <summary>
    /// Limits the request rate: requests per window, window in seconds, <c>ip</c> or <c>user</c> (signed-in users by id, others by address). Replaces
    /// <c>--rate-limit</c>. Returns 0, or −1 for a number below 1 or an unknown word.
    /// </summary>
    [HostFunction("_rate_limit_configure")]
    internal static int Configure(Guest guest, int requests, int window, ReadOnlySpan<byte> by)
    {
        if (StartContext.Of(guest, "_rate_limit_configure") is not { } start) return Failed;
        var byUser = by.SequenceEqual("user"u8);
        if (requests < 1 || window < 1 || !byUser && !by.SequenceEqual("ip"u8))
        {
            RuleRefused(guest.Logger, requests, window, LoggedText.Of(by));
            return Failed;
        }
        start.SetState(new RateLimitRule(requests, TimeSpan.FromSeconds(window), byUser));
        return Done;
    }

    [LoggerMessage(4141, LogLevel.Warning, "_rate_limit_configure: {Requests} requests in {Window} s by \"{By}\" is no rule: numbers from 1 on and ip or user are wanted")]
    private static partial void RuleRefused(ILogger logger, int requests, int window, string by);
}
