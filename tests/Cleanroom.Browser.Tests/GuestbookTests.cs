using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;
using Microsoft.Playwright;

namespace Cleanroom.Browser.Tests;

/// <summary>The guestbook in a real browser.</summary>
public sealed class GuestbookTests : IAsyncLifetime
{
    static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    readonly TemporaryFolder _folder = new();
    readonly List<string> _complaints = [];
    ServedTool _served = null!;
    IPlaywright? _playwright;
    IBrowser? _browser;
    IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        var executable = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(executable is null, "chromium is not installed: install the package chromium to run the tests in a browser.");
        var module = Path.Combine(SharedData.Repository, "examples", "guestbook", "guestbook.wasm");
        _served = await ServedTool.StartAsync(module, "-q", "--database", $"sqlite:{Path.Combine(_folder.Path, "guestbook.db")}");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments });
        _page = await _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 860, Height = 920 } });
        _page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Add(message.Text);
        };
        _page.PageError += (_, error) => _complaints.Add(error);
        await _page.GotoAsync(_served.Address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _served?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Visitor_signs_and_sees_the_entry_as_text()
    {
        await SignAsync("Ada", "A clean room: nobody before me left anything.");
        await SignAsync("Zoë <b>bold</b>", "<script>document.title = 'taken over'</script>");

        Assert.Equal(2, await _page.Locator("li").CountAsync());
        Assert.Equal("<script>document.title = 'taken over'</script>", await _page.Locator("li .message").First.TextContentAsync());
        Assert.StartsWith("Zoë <b>bold</b> · 20", await _page.Locator("li .by").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal("Guestbook", await _page.TitleAsync());
        // The stylesheet came from the directory beside the module.
        Assert.Equal("rgb(47, 111, 94)", await _page.Locator("button").EvaluateAsync<string>("button => getComputedStyle(button).backgroundColor"));

        // Loading the page again does not sign again.
        await _page.ReloadAsync();
        Assert.Equal(2, await _page.Locator("li").CountAsync());
        Assert.Empty(_complaints);
        if (Environment.GetEnvironmentVariable("CLEANROOM_WRITE_DOCS") == "1") await _page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(SharedData.Repository, "docs", "images", "guestbook.png") });
    }

    [Fact]
    public async Task Blank_message_comes_back_with_a_complaint_and_the_name()
    {
        await SignAsync("Ada", "   ");
        Assert.Equal("Please tell your name and leave a message.", await _page.Locator("[role=alert]").TextContentAsync());
        Assert.Equal("Ada", await _page.Locator("input[name=name]").InputValueAsync());
        Assert.Equal(0, await _page.Locator("li").CountAsync());
    }

    async Task SignAsync(string name, string message)
    {
        await _page.FillAsync("input[name=name]", name);
        await _page.FillAsync("textarea[name=message]", message);
        await _page.ClickAsync("button");
        await _page.WaitForLoadStateAsync(LoadState.Load);
    }
}
