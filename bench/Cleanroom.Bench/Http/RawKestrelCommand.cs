using System.CommandLine;
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

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("raw-kestrel", "Serves the answers of other servers from Kestrel alone.") { Port, Answers };
        command.SetAction(parsed => Serve(parsed.GetValue(Port), parsed.GetValue(Answers) ?? []));
        return command;
    }

    static int Serve(int port, Uri[] urls)
    {
        using var client = new HttpClient();
        var app = RawKestrel.Create(port, urls.ToDictionary(url => url.PathAndQuery, url => Fetch(client, url)));
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
