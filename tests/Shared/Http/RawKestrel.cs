using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Tests;

/// <summary>What a served application costs beyond: Kestrel alone, which answers the same bytes.</summary>
static class RawKestrel
{
    /// <summary>An answer: its content type, its body, and the header <c>Vary</c> where it has one.</summary>
    public sealed record Answer(string ContentType, byte[] Body, StringValues Vary = default);

    /// <summary>Makes a server that is not started yet. It answers GET with the answer of the path, and POST with the request's own body; over TLS with a certificate.</summary>
    public static WebApplication Create(int port, IReadOnlyDictionary<string, Answer> answers, X509Certificate2? certificate = null) => Create(port, http =>
    {
        if (http.Request.Method == "POST") return EchoAsync(http);
        var answer = answers[http.Features.Get<IHttpRequestFeature>()!.RawTarget];
        if (answer.Vary.Count > 0) http.Response.Headers.Vary = answer.Vary;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        http.Response.BodyWriter.Write(answer.Body);
        return Task.CompletedTask;
    }, certificate);

    /// <summary>Makes a server that is not started yet. It adds the headers of every response of Cleanroom; over TLS with a certificate.</summary>
    public static WebApplication Create(int port, RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, endpoint =>
            {
                if (certificate is not null) endpoint.UseHttps(certificate);
            });
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        app.Run(http =>
        {
            http.Response.Headers["X-Request-Id"] = "0123456789abcdef";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return answer(http);
        });
        return app;
    }

    // As a server that needs the whole body before it answers.
    static async Task EchoAsync(HttpContext http)
    {
        var length = (int)http.Request.ContentLength!.Value;
        var result = await http.Request.BodyReader.ReadAtLeastAsync(length);
        if (length > 1024) http.Response.Headers.Vary = "Accept-Encoding";
        http.Response.ContentType = "text/plain";
        http.Response.ContentLength = length;
        foreach (var part in result.Buffer) http.Response.BodyWriter.Write(part.Span);
        http.Request.BodyReader.AdvanceTo(result.Buffer.End);
    }
}
