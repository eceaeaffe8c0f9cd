using Microsoft.Playwright;

namespace Cleanroom.Browser.Tests;

/// <summary>The system's Chromium, without a window. Playwright steers it and never downloads one of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // No service of the browser's maker is asked for anything.
    static readonly string[] s_arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (FindOnPath("chromium") is not { } program) return;
        // A busy machine may take its time.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Headless = true, Args = s_arguments });
    }

    /// <summary>A window with a cookie jar of its own; skips the test where there is no browser.</summary>
    public async Task<IBrowserContext> OpenAsync()
    {
        Assert.SkipWhen(_browser is null, "chromium is not on the PATH: install it to test pages in a browser.");
        return await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 960, Height = 720 },
            ColorScheme = ColorScheme.Light,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
