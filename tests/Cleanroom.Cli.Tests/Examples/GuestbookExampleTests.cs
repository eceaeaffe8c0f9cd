using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Examples;

/// <summary>The guest book as its README starts it: the real process, with its database in a file.</summary>
public sealed class GuestbookExampleTests : IDisposable
{
    static readonly string Folder = Path.Combine(SharedData.Repository, "examples", "guestbook"), Module = Path.Combine(Folder, "guestbook.wasm");

    readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Guestbook_rebuilt_from_its_text_has_the_committed_bytes() =>
        Assert.Equal(File.ReadAllBytes(Module), Assembler.Build(Path.Combine(Folder, "guestbook.wat"), "--debug-names"));

    [Fact]
    public async Task Entries_are_shown_to_everybody_with_their_time_newest_first()
    {
        using var served = await StartAsync();
        using var ada = new GuestbookVisitor(served.Address);
        using var zoe = new GuestbookVisitor(served.Address);
        Assert.Contains("Nobody has signed yet", await ada.ReadAsync(), StringComparison.Ordinal);

        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.SignAsync(" Ada ", "The first line.\r\nThe second.")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await zoe.SignAsync("Zoë", "1e5")).Status);

        var page = await ada.ReadAsync();
        Assert.Equal([("Zoë", "1e5"), ("Ada", "The first line.\nThe second.")], GuestbookVisitor.EntriesIn(page));
        Assert.Equal(("", ""), GuestbookVisitor.TypedIn(page));
        var times = Regex.Matches(page, """<time datetime="([^"]*)">([^<]*) UTC</time>""");
        Assert.Equal(2, times.Count);
        foreach (Match time in times)
        {
            var signed = DateTimeOffset.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.InRange(signed, before, DateTimeOffset.UtcNow);
            Assert.Equal(signed.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture), time.Groups[2].Value);
        }
    }

    [Fact]
    public async Task Markup_is_shown_as_text()
    {
        using var served = await StartAsync();
        using var visitor = new GuestbookVisitor(served.Address);
        await visitor.SignAsync("<b>\"M\" & 'N'</b>", "</p><script>alert(1)</script>");
        var page = await visitor.ReadAsync();
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([("&lt;b&gt;&quot;M&quot; &amp; &#039;N&#039;&lt;/b&gt;", "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;")], GuestbookVisitor.EntriesIn(page));
    }

    [Fact]
    public async Task What_looks_like_a_number_or_a_truth_value_stays_text()
    {
        using var served = await StartAsync();
        using var visitor = new GuestbookVisitor(served.Address);
        await visitor.SignAsync("042", "true");
        Assert.Equal([("042", "true")], GuestbookVisitor.EntriesIn(await visitor.ReadAsync()));
    }

    [Fact]
    public async Task Post_without_a_session_is_refused_and_can_be_sent_again()
    {
        using var served = await StartAsync();
        using var visitor = new GuestbookVisitor(served.Address);
        var (status, page) = await visitor.PostAsync("Ada", "Too late?", null);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.StartsWith("This page was open for too long", GuestbookVisitor.ProblemIn(page), StringComparison.Ordinal);
        Assert.Equal(("Ada", "Too late?"), GuestbookVisitor.TypedIn(page));
        Assert.Empty(GuestbookVisitor.EntriesIn(page));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignAsync("Ada", "Too late?")).Status);
    }

    [Fact]
    public async Task Longest_entry_is_counted_as_browsers_count_it()
    {
        using var served = await StartAsync();
        using var visitor = new GuestbookVisitor(served.Address);
        var (name, message) = (string.Concat(Enumerable.Repeat("🙂", 30)), string.Concat(Enumerable.Repeat("é\r\n", 499)) + "éé");
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignAsync(name, message)).Status);
        Assert.Equal([(name, message.ReplaceLineEndings("\n"))], GuestbookVisitor.EntriesIn(await visitor.ReadAsync()));
    }

    [Fact]
    public async Task Full_page_shows_the_latest_fifty_entries()
    {
        using var served = await StartAsync();
        using var visitor = new GuestbookVisitor(served.Address);
        var message = new string('\'', 1000);
        for (var i = 0; i < 51; i++) Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignAsync($"Visitor {i}", message)).Status);
        var escaped = message.Replace("'", "&#039;", StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 50).Reverse().Select(i => ($"Visitor {i}", escaped)), GuestbookVisitor.EntriesIn(await visitor.ReadAsync()));
    }

    [Fact]
    public async Task Entries_survive_a_restart()
    {
        using (var first = await StartAsync())
        {
            using var visitor = new GuestbookVisitor(first.Address);
            await visitor.SignAsync("Ada", "Still here?");
        }
        using var second = await StartAsync();
        using var other = new GuestbookVisitor(second.Address);
        Assert.Equal([("Ada", "Still here?")], GuestbookVisitor.EntriesIn(await other.ReadAsync()));
        await other.SignAsync("Zoë", "Yes!");
        Assert.Equal([("Zoë", "Yes!"), ("Ada", "Still here?")], GuestbookVisitor.EntriesIn(await other.ReadAsync()));
    }

    [Fact]
    public async Task Without_a_database_the_page_says_so_and_keeps_what_was_typed()
    {
        using var served = await ServedTool.StartAsync(Module, "-q");
        using var answer = await served.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("The entries cannot be read at the moment. Please come back later.", GuestbookVisitor.ProblemIn(page));
        Assert.DoesNotContain("Nobody has signed yet", page, StringComparison.Ordinal);

        using var visitor = new GuestbookVisitor(served.Address);
        (var status, page) = await visitor.SignAsync("Ada", "Hello");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("Your entry could not be kept. Please try again in a moment.", GuestbookVisitor.ProblemIn(page));
        Assert.Equal(("Ada", "Hello"), GuestbookVisitor.TypedIn(page));
    }

    [Fact]
    public async Task Page_loads_its_own_files_only_and_is_not_kept()
    {
        using var served = await StartAsync();
        using var page = await served.Client.GetAsync("/");
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.StartsWith("default-src 'none'; style-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var (file, type) in new[] { ("guestbook.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml") })
        {
            using var answer = await served.Client.GetAsync($"/public/{file}");
            Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
            Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "public", file)), await answer.Content.ReadAsByteArrayAsync());
            Assert.Contains($"/public/{file}", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    Task<ServedTool> StartAsync() => ServedTool.StartAsync(Module, "-q", "--database", $"sqlite:{Path.Combine(_data.Path, "guestbook.db")}");
}
