using System.Net;
using System.Text.RegularExpressions;

namespace Cleanroom.Cli.Tests.Examples;

/// <summary>Somebody with a cookie jar of their own who visits the guest book, follows no redirect and looks at the HTML itself.</summary>
sealed partial class GuestbookVisitor(Uri address) : IDisposable
{
    readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>The names and messages that a page shows, as they are in its HTML, the first one first.</summary>
    public static (string Name, string Message)[] EntriesIn(string page) =>
        [.. EntryPattern().Matches(page).Select(entry => (entry.Groups["name"].Value, entry.Groups["message"].Value))];

    /// <summary>What a page says that went wrong, or "".</summary>
    public static string ProblemIn(string page) => ProblemPattern().Match(page).Groups["problem"].Value;

    /// <summary>What the form of a page holds, as it is in its HTML.</summary>
    public static (string Name, string Message) TypedIn(string page)
    {
        var form = FormPattern().Match(page);
        return (form.Groups["name"].Value, form.Groups["message"].Value);
    }

    /// <summary>Opens the page, whatever its status is.</summary>
    public async Task<string> ReadAsync()
    {
        using var answer = await _client.GetAsync("/");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Opens the page and sends its form.</summary>
    public async Task<(HttpStatusCode Status, string Page)> SignAsync(string name, string message) =>
        await PostAsync(name, message, TokenPattern().Match(await ReadAsync()).Groups["token"].Value);

    /// <summary>Sends a form with this token, or with none.</summary>
    public async Task<(HttpStatusCode Status, string Page)> PostAsync(string name, string message, string? token)
    {
        var fields = new Dictionary<string, string> { ["name"] = name, ["message"] = message };
        if (token is not null) fields["_csrf"] = token;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await _client.PostAsync("/sign", form);
        if (answer.StatusCode == HttpStatusCode.SeeOther) Assert.Equal("/", answer.Headers.Location!.OriginalString);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("""<li>\n<p class="by"><bdi>(?<name>[^<]*)</bdi> <time datetime="[^"]*">[^<]*</time></p>\n<p class="message" dir="auto">(?<message>[^<]*)</p>\n</li>""")]
    private static partial Regex EntryPattern();

    [GeneratedRegex("""<p class="problem" role="alert">(?<problem>[^<]*)</p>""")]
    private static partial Regex ProblemPattern();

    [GeneratedRegex("""name="name"[^>]* value="(?<name>[^"]*)">.*<textarea [^>]*>\n(?<message>[^<]*)</textarea>""", RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("""name="_csrf" value="(?<token>[0-9a-f]{64})">""")]
    private static partial Regex TokenPattern();
}
