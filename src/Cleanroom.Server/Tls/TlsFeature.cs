using System.Net.Security;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Cleanroom.Server.Tls;

/// <summary>HTTPS of a standalone server (docs/contract/server.md, section 16).</summary>
sealed class TlsFeature : Feature
{
    public override string SettingGroup => "HTTPS";

    public override IReadOnlyList<Setting<CleanServerOptions>> ListeningSettings { get; } =
    [
        new("tls-cert", "FILE", "Serves HTTPS with this certificate: PEM, followed by any intermediate certificates, or PFX. Reloaded when it changes.", (options, value) => options with { Tls = new TlsOptions(value) }),
        new("tls-key", "FILE", "The private key of --tls-cert, in PEM format. Default: in the same file.", (options, value) => options with { Tls = Tls(options, value) with { Key = value } }),
        new("tls-password-file", "FILE", "A file whose first line is the password of the key or of the PFX file.", (options, value) => options with { Tls = Tls(options, value) with { Password = value } }),
    ];

    public override EndpointSetup? Listen(CleanApplication application) =>
        application.Options.Tls is { } tls ? new Https(new CertificateSource(tls, application.Logger), application.Options.ReceiveTimeout) : null;

    static TlsOptions Tls(CleanServerOptions options, string value) => options.Tls ?? throw new SettingException(value, "has no meaning without --tls-cert");

    sealed class Https(CertificateSource certificates, TimeSpan handshakeTimeout) : EndpointSetup
    {
        public override void Configure(ConfigureWebHostBuilder host) => host.UseKestrelHttpsConfiguration();

        public override void Configure(ListenOptions endpoint) => endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = handshakeTimeout,
            OnConnection = _ => new(new SslServerAuthenticationOptions { ServerCertificateContext = certificates.Current }),
        });
    }
}
