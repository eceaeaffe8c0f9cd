using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Protection;

/// <summary>Allowed hosts and security headers (docs/contract/server.md, sections 3 and 4).</summary>
sealed class ProtectionFeature : Feature
{
    public override string SettingGroup => "Protection";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("allow-host", "HOST", "Accepts requests for these hosts only; *.example.org matches all subdomains. Others get 400. Default: any host.", (options, values) => options with { AllowedHosts = [.. values.SelectMany(SettingLists.Split)] }),
        new("security-headers", "Adds X-Frame-Options, Referrer-Policy, Content-Security-Policy and, over TLS, Strict-Transport-Security, unless the program sets them.", (options, value) => options with { SecurityHeaders = value }),
    ];

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start)
    {
        if (application.Options.SecurityHeaders) yield return (RequestPhase.Admission, new SecurityHeaderStep());
        if (application.Options.AllowedHosts.Count > 0) yield return (RequestPhase.Admission, new HostStep(application.Options.AllowedHosts));
    }
}
