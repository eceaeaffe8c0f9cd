using System.Globalization;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;

namespace Cleanroom.Server.RateLimits;

/// <summary>Rate limits (docs/contract/server.md, section 8).</summary>
sealed class RateLimitFeature : Feature
{
    public override string SettingGroup => "Protection";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("rate-limit", "N", "The maximum number of requests from one address in a window; others get 429. A limit set by the program replaces it. Default: no limit.", (options, value) => options with { RateLimit = SettingValues.Number(value) }),
        new("rate-limit-window", "SECONDS", $"The length of the window of --rate-limit. Default: {SettingValues.Show(Defaults.RateLimitWindow)}.", (options, value) => options with { RateLimitWindow = Window(value) }),
        new("rate-limit-store", "PLACE", "Where requests are counted, a place as of --state: several servers then count together. Default: the place of --state.", (options, value) => options with { RateLimitStore = StatePlace.Check(value) }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var place = StatePlace.Of(application.Options.RateLimitStore, application.Options);
        if (RateLimitStores.Open(place, StateConnections.Of(application), application.Scheduler, guest.Clock) is { } store) application.States.Set(store);
        return guest;
    }

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start)
    {
        var options = application.Options;
        var rule = start.FindState<RateLimitRule>() ?? (options.RateLimit is { } requests ? new RateLimitRule(requests, options.RateLimitWindow, ByUser: false) : null);
        if (rule is null) yield break;
        if (rule.ByUser) yield return (RequestPhase.Limits, new SessionStep());
        yield return (RequestPhase.Limits, new RateLimitStep(new RateLimiter(rule, options.Guest.Clock), application.States.Find<RateLimitStore>(), options.Guest.Clock));
    }

    // A bare number above an hour is probably meant in milliseconds, as on another host.
    static TimeSpan Window(string text)
    {
        const int maxBareSeconds = 3600;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bare) && bare > maxBareSeconds
            ? throw new SettingException(text, $"a number without a unit means seconds: write {text}ms for milliseconds or {text}s for seconds")
            : SettingValues.Seconds(text);
    }
}
