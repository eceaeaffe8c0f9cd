using System.Net;
using System.Text;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The options of <c>cleanroom serve</c> about static files, each with its effect (must-never N151).</summary>
public sealed class ServeFilesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _module;

    public ServeFilesTests()
    {
        _module = Path.Combine(_folder.Path, "app.wasm");
        File.Copy(TestGuests.PathOf("server_web"), _module);
        Write("public", "of the module");
        Write("other", "of the option");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Public_beside_the_module_is_served()
    {
        using var served = await ServedTool.StartAsync(_module, "-q");
        Assert.Equal("of the module", await served.Client.GetStringAsync("/public/a.txt"));
    }

    [Fact]
    public async Task Public_names_another_directory_and_static_adds_mounts_with_their_age()
    {
        using var served = await ServedTool.StartAsync(_module, "-q", "--public", Path.Combine(_folder.Path, "other"), "--static", $"/assets={Path.Combine(_folder.Path, "public")}", "--static-max-age", "3600");
        Assert.Equal("of the option", await served.Client.GetStringAsync("/public/a.txt"));
        using var asset = await served.Client.GetAsync("/assets/a.txt");
        Assert.Equal("of the module", await asset.Content.ReadAsStringAsync());
        Assert.Equal("public, max-age=3600", asset.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task No_public_serves_none()
    {
        using var served = await ServedTool.StartAsync(_module, "-q", "--no-public");
        using var answer = await served.Client.GetAsync("/public/a.txt");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(4, "--static", "/assets=missing")]
    [InlineData(4, "--public", "missing")]
    [InlineData(2, "--static", "/assets")]
    [InlineData(2, "--static-max-age", "soon")]
    public void Mount_that_cannot_be_ends_the_start(int code, string option, string value)
    {
        var result = Tool.Run("serve", _module, "-q", "--port", "0", option, value);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    void Write(string folder, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, folder));
        _folder.Write(Path.Combine(folder, "a.txt"), Encoding.UTF8.GetBytes(text));
    }
}
