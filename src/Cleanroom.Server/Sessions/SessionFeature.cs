using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Crypto;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.State;

namespace Cleanroom.Server.Sessions;

/// <summary>Cookie sessions (docs/contract/server.md, section 5).</summary>
sealed class SessionFeature : Feature
{
    public override string SettingGroup => "Sessions";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("session-store", "PLACE", "Where sessions and single-use tokens are kept, a place as of --state. Default: the place of --state.", (options, value) => options with { SessionStore = StatePlace.Check(value) }) { OtherNames = ["--session-redis"] },
        new("session-ttl", "SECONDS", $"How long an unused session lasts. Default: {SettingValues.Show(Defaults.SessionTimeToLive)}.", (options, value) => options with { SessionTimeToLive = SettingValues.Seconds(value) }),
        new("session-cookie", "NAME", $"The name of the session cookie. Default: {Defaults.SessionCookie}.", (options, value) => options with { SessionCookie = CookieName(value) }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var store = application.States.Set(application.Options.OpenSessionStore?.Invoke(guest.Clock) ?? SessionStores.Open(StatePlace.Of(application.Options.SessionStore, application.Options), StateConnections.Of(application), guest.Clock));
        if (store.IsInProcess) application.Blocking &= ~Waits.Sessions;
        return guest with { UsedTokens = store.UsedTokens ?? guest.UsedTokens };
    }

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) => [(RequestPhase.Identity, new SessionStep())];

    static string CookieName(string text) =>
        HeaderRules.IsToken(System.Text.Encoding.UTF8.GetBytes(text)) ? text : throw new SettingException(text, "expected a name of letters, digits, - and _");
}
