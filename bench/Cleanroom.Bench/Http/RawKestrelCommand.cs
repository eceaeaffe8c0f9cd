using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Bench.Http;

/// <summary>The verb <c>raw-kestrel</c>: the peer of the verb <c>http</c>, the same bytes from Kestrel without anything else.</summary>
static class RawKestrelCommand
{
    static readonly Option<int> Port = PositiveOption.Create("--port", "The port.", 3912);

    static readonly Option<Uri[]> Answers = new("--answers")
    {
        Description = "URLs that are fetched at the start: their paths are answered with the same bytes.",
        CustomParser = result => [.. result.Tokens.Select(token => new Uri(token.Value))],
        AllowMultipleArgumentsPerToken = true,
    };

    static readonly Option<string?> Certificate = new("--certificate") { HelpName = "FILE", Description = "A certificate as PEM, to serve over TLS." };
    static readonly Option<string?> Key = new("--key") { HelpName = "FILE", Description = "The key of the certificate." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("raw-kestrel", "Serves the answers of other servers from Kestrel alone.") { Port, Certificate, Key, Answers };
        command.SetAction(parsed => Serve(parsed.GetValue(Port), parsed.GetValue(Answers) ?? [], parsed.GetValue(Certificate), parsed.GetValue(Key)));
        return command;
    }

    static int Serve(int port, Uri[] urls, string? certificate, string? key)
    {
        using var client = new HttpClient();
        // As a server reads it from a file: the key of a certificate made from PEM alone cannot be used by TLS on all systems.
        using var loaded = certificate is null ? null : X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(certificate, key).Export(X509ContentType.Pkcs12), null);
        var app = RawKestrel.Create(port, urls.ToDictionary(url => url.PathAndQuery, url => Fetch(client, url)), loaded);
        app.RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    static RawKestrel.Answer Fetch(HttpClient client, Uri url)
    {
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, url)).EnsureSuccessStatusCode();
        var vary = answer.Headers.Vary.Count > 0 ? answer.Headers.Vary.ToString() : null;
        using var body = new MemoryStream();
        answer.Content.CopyTo(body, null, CancellationToken.None);
        return new RawKestrel.Answer(answer.Content.Headers.ContentType!.ToString(), body.ToArray(), vary);
    }
}
