using System.Net;
using System.Text.RegularExpressions;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Examples;

/// <summary>The guestbook as its visitors meet it, through the real process.</summary>
public sealed partial class GuestbookExampleTests : IDisposable
{
    static readonly string Example = Path.Combine(SharedData.Repository, "examples", "guestbook");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Module_is_the_one_of_its_text() =>
        Assert.Equal(Assembler.Build(Path.Combine(Example, "guestbook.wat"), "--debug-names"), File.ReadAllBytes(Path.Combine(Example, "guestbook.wasm")));

    [Fact]
    public async Task Signed_entry_is_shown_as_text_and_survives_a_restart()
    {
        using (var served = await StartAsync())
        {
            using var signed = await SignAsync(served, await TokenAsync(served), "Zoë", "<script>alert(1)</script> & \"quotes\"\n123");
            Assert.Equal((HttpStatusCode.SeeOther, "/"), (signed.StatusCode, signed.Headers.Location!.OriginalString));
            using var second = await SignAsync(served, await TokenAsync(served), "42", "true");
            Assert.Equal(HttpStatusCode.SeeOther, second.StatusCode);
        }
        using var again = await StartAsync();
        var page = await again.Client.GetStringAsync("/");
        Assert.Contains("""<p class="message">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;""", page, StringComparison.Ordinal);
        Assert.Contains("""<p class="by">Zoë · <time>20""", page, StringComparison.Ordinal);
        // The newest comes first, and what looks like a number or a truth value is a text.
        Assert.InRange(page.IndexOf("""<p class="message">true</p><p class="by">42""", StringComparison.Ordinal), 0, page.IndexOf("alert(1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task N119_form_without_its_token_is_refused()
    {
        using var served = await StartAsync();
        await TokenAsync(served);
        using var refused = await SignAsync(served, "made up", "Zoë", "hello");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.DoesNotContain("hello", await served.Client.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "hello", "Please tell your name")]
    [InlineData("Zoë", "   ", "Please tell your name")]
    public async Task Incomplete_form_comes_back_with_what_was_typed(string name, string message, string complaint)
    {
        using var served = await StartAsync();
        using var answer = await SignAsync(served, await TokenAsync(served), name, message);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(complaint, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{name}\"></label>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_message_is_refused()
    {
        using var served = await StartAsync();
        using var answer = await SignAsync(served, await TokenAsync(served), "Zoë", new string('x', 2001));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("too long", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    Task<ServedTool> StartAsync() =>
        ServedTool.StartAsync(Path.Combine(Example, "guestbook.wasm"), ["-q", "--database", $"sqlite:{Path.Combine(_folder.Path, "guestbook.db")}"], null, new SocketsHttpHandler { AllowAutoRedirect = false });

    static async Task<string> TokenAsync(ServedTool served) => Token().Match(await served.Client.GetStringAsync("/")).Groups[1].Value;

    static Task<HttpResponseMessage> SignAsync(ServedTool served, string token, string name, string message) =>
        served.Client.PostAsync("/sign", new FormUrlEncodedContent([new("_csrf", token), new("name", name), new("message", message)]));

    [GeneratedRegex("name=\"_csrf\" value=\"([0-9a-f]{32})\"")]
    private static partial Regex Token();
}
