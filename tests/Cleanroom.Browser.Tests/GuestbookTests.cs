using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;
using Microsoft.Playwright;

namespace Cleanroom.Browser.Tests;

/// <summary>The guest book of the examples as its visitors see it.</summary>
public sealed class GuestbookTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    static readonly string Module = Path.Combine(SharedData.Repository, "examples", "guestbook", "guestbook.wasm");

    readonly TemporaryFolder _data = new();
    readonly ConcurrentQueue<string> _complaints = [];

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Signed_entries_are_shown_as_text_on_a_page_with_its_style()
    {
        await using var window = await chromium.OpenAsync();
        using var served = await StartAsync();
        var page = await OpenAsync(window, served);
        await SignAsync(page, "Zoë", "What a quiet place. I came for the WebAssembly and stayed for the typography.");
        await SignAsync(page, "Grace", "Dear diary,\n\nfound no bugs today. Will look again tomorrow.");
        await SignAsync(page, "<b>Bobby</b>", "<script>document.title = 'gone'</script> & <img src=x onerror=\"document.title = 'gone'\">");

        var newest = page.Locator("li").First;
        await Expect(page.Locator("li")).ToHaveCountAsync(3);
        await Expect(newest.Locator("bdi")).ToHaveTextAsync("<b>Bobby</b>");
        await Expect(newest.Locator(".message")).ToHaveTextAsync("<script>document.title = 'gone'</script> & <img src=x onerror=\"document.title = 'gone'\">");
        await Expect(page.Locator("li b, li script, li img")).ToHaveCountAsync(0);
        await Expect(page).ToHaveTitleAsync("Guest book");
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(246, 241, 231)");
        await Expect(page.Locator("li").Nth(1).Locator(".message")).ToHaveCSSAsync("white-space-collapse", "preserve");
        Assert.Empty(_complaints);
        if (Environment.GetEnvironmentVariable("CLEANROOM_WRITE_DOCS") == "1")
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(SharedData.Repository, "docs", "images", "guestbook.png"), FullPage = true });
    }

    [Fact]
    public async Task Reloading_and_going_back_sign_nothing_twice()
    {
        await using var window = await chromium.OpenAsync();
        using var served = await StartAsync();
        var page = await OpenAsync(window, served);
        await SignAsync(page, "Ada", "Only once.");
        await page.ReloadAsync();
        await Expect(page.Locator("li")).ToHaveCountAsync(1);
        await page.GoBackAsync();
        await page.GoForwardAsync();
        await Expect(page.Locator("li")).ToHaveCountAsync(1);
        Assert.Single(Regex.Matches(await served.Client.GetStringAsync("/"), "<li>"));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Refused_entry_is_still_in_the_form_and_can_be_mended()
    {
        await using var window = await chromium.OpenAsync();
        using var served = await StartAsync();
        var page = await OpenAsync(window, served);
        await page.GetByLabel("Your name").FillAsync("\"Ada\" <3");
        await page.GetByLabel("Your message").FillAsync("  ");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Please write a message.");
        await Expect(page.GetByLabel("Your name")).ToHaveValueAsync("\"Ada\" <3");

        await page.GetByLabel("Your message").FillAsync("\nThere is one now.");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("li bdi")).ToHaveTextAsync("\"Ada\" <3");
        await Expect(page.Locator("li .message")).ToHaveTextAsync("There is one now.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_of_a_session_that_is_gone_asks_to_sign_again()
    {
        await using var window = await chromium.OpenAsync();
        using var served = await StartAsync();
        var page = await OpenAsync(window, served);
        await window.ClearCookiesAsync();
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByLabel("Your message").FillAsync("\nFirst line\nSecond line");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("please sign again");
        await Expect(page.GetByLabel("Your message")).ToHaveValueAsync("\nFirst line\nSecond line");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("li bdi")).ToHaveTextAsync("Ada");
    }

    static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    static IPageAssertions Expect(IPage page) => Assertions.Expect(page);

    Task<ServedTool> StartAsync() => ServedTool.StartAsync(Module, "-q", "--database", $"sqlite:{Path.Combine(_data.Path, "guestbook.db")}");

    async Task<IPage> OpenAsync(IBrowserContext window, ServedTool served)
    {
        var page = await window.NewPageAsync();
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Complain(true, error);
        page.RequestFailed += (_, request) => Complain(true, $"{request.Url}: {request.Failure}");
        await page.GotoAsync(served.Address.AbsoluteUri);
        return page;
    }

    static async Task SignAsync(IPage page, string name, string message)
    {
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByLabel("Your message").FillAsync(message);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("li bdi").First).ToHaveTextAsync(name);
    }

    void Complain(bool matters, string text)
    {
        if (matters) _complaints.Enqueue(text);
    }
}
