using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Cors;

/// <summary>Cross-origin requests (docs/contract/server.md, section 8).</summary>
sealed class CorsFeature : Feature
{
    const string OptionMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", OptionHeaders = "*, Authorization";

    public override string SettingGroup => "Protection";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("cors-origin", "LIST", "Lets pages of these origins read responses: https://example.org,https://example.com:8443 or *. A list set by the program replaces it. Default: none.", (options, values) => options with { CorsOrigins = [.. values.SelectMany(SettingLists.Split)] }),
        new("no-cors", "Lets no page of another origin read responses, even if the program allows it.", (options, value) => options with { Cors = !value }),
    ];

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start)
    {
        if (PolicyOf(application.Options, start) is not { } policy) yield break;
        // Before the limits, so that pages of other origins can read rejections too.
        yield return (RequestPhase.Admission, new CorsStep(policy));
        yield return (RequestPhase.Targets, new PreflightStep());
    }

    /// <summary>The policy of a version: the program's, else that of the options; null when no page of another origin may read responses.</summary>
    /// <exception cref="SettingException">An origin in the options is invalid.</exception>
    public static CorsPolicy? PolicyOf(CleanServerOptions options, StartContext start) => options.Cors ? start.FindState<CorsPolicy>() ?? ReadOrigins(options) : null;

    static CorsPolicy? ReadOrigins(CleanServerOptions options)
    {
        var policy = CorsPolicy.Create(string.Join(',', options.CorsOrigins), OptionMethods, OptionHeaders, maxAge: 0, credentials: false, out var wrong);
        return wrong.Length == 0 ? policy : throw new SettingException(options.Guest.SettingNames["cors-origin"], wrong, "expected an origin such as https://example.org:8443 without a path, or *");
    }
}
