using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Server.StaticFiles;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.StaticFiles;

/// <summary>Where static files stand beside routes, and what can be mounted (contract, server 1 and 9).</summary>
public sealed class MountTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/shadow/literal.txt", "route literal")]
    [InlineData("/shadow/p/x.txt", "route parameter")]
    [InlineData("/shadow/deep/x.txt", "route deep")]
    [InlineData("/shadow/file.txt", "file")]
    [InlineData("/shadow/form.txt", "file")]
    [InlineData("/shadow/missing.txt", "route rest")]
    public async Task More_specific_route_wins_over_a_file_and_a_file_over_the_rest(string target, string body)
    {
        foreach (var name in new[] { "literal.txt", "p/x.txt", "deep/x.txt", "file.txt", "form.txt" }) _folder.Write(name, "file");
        await using var served = await WebGuest.ServeAsync(WebGuest.Granted(_folder.Path), ("WEB_PREFIX", "/shadow/"), ("WEB_DIR", "."));
        Assert.Equal(body, await served.Client.GetStringAsync(target));
    }

    [Fact]
    public async Task File_never_takes_the_place_of_a_protected_route()
    {
        _folder.Write("page.html", "file");
        await using var served = await WebGuest.ServeAsync(WebGuest.Granted(_folder.Path), ("WEB_PREFIX", "/shadow/guarded"), ("WEB_DIR", "."));
        using var answer = await served.Client.GetAsync("/shadow/guarded/page.html");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Allow_lists_the_methods_of_file_and_routes()
    {
        _folder.Write("form.txt", "file");
        await using var served = await WebGuest.ServeAsync(WebGuest.Granted(_folder.Path), ("WEB_PREFIX", "/shadow"), ("WEB_DIR", "."));
        using var answer = await served.Client.DeleteAsync("/shadow/form.txt");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("GET, HEAD, OPTIONS, POST", string.Join(", ", answer.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/files", "/etc")]
    [InlineData("/files", "../..")]
    [InlineData("/files", "missing")]
    [InlineData("/files", "file.txt")]
    [InlineData("/a/../b", ".")]
    [InlineData("/a?b", ".")]
    public async Task Program_mounts_only_directories_that_it_may_use(string prefix, string directory)
    {
        _folder.Write("file.txt", "file");
        await using var served = await WebGuest.ServeAsync(WebGuest.Granted(_folder.Path), ("WEB_PREFIX", prefix), ("WEB_DIR", directory));
        Assert.Equal("0 9 9 ", await served.Client.GetStringAsync("/results"));
    }

    [Fact]
    public async Task Mounts_of_the_user_are_looked_at_before_those_of_the_program_and_longer_paths_first()
    {
        _folder.Write("user/a.txt", "user");
        _folder.Write("program/a.txt", "program");
        _folder.Write("program/b.txt", "program");
        _folder.Write("nested/c.txt", "nested");
        _folder.Write("program/in/c.txt", "program");
        var options = WebGuest.Granted(_folder.Path) with
        {
            StaticMounts = [new StaticMount("/files", _folder["user"]), new StaticMount("/files/in/", _folder["nested"])],
        };
        await using var served = await WebGuest.ServeAsync(options, ("WEB_PREFIX", "/files"), ("WEB_DIR", "program"));
        Assert.Equal("user", await served.Client.GetStringAsync("/files/a.txt"));
        Assert.Equal("program", await served.Client.GetStringAsync("/files/b.txt"));
        Assert.Equal("nested", await served.Client.GetStringAsync("/files/in/c.txt"));
    }

    [Fact]
    public async Task Root_can_be_mounted_and_paths_that_only_look_like_hosts_are_not_redirected()
    {
        _folder.Write("index.html", "start");
        _folder.Write("docs/index.html", "docs");
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { StaticMounts = [new StaticMount("/", _folder.Path)] });
        Assert.Equal("start", await served.Client.GetStringAsync("/"));
        Assert.StartsWith("HTTP/1.1 301 ", await served.SendAsync("GET /docs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 ", await served.SendAsync("GET //docs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Public_directory_and_max_age_have_their_effect()
    {
        _folder.Write("a.txt", "file");
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { PublicDirectory = _folder.Path, StaticMaxAge = TimeSpan.FromMinutes(1) });
        using var answer = await served.Client.GetAsync("/public/a.txt");
        Assert.Equal("file", await answer.Content.ReadAsStringAsync());
        Assert.Equal("public, max-age=60", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/files", "missing")]
    [InlineData("/files", "/proc/self")]
    [InlineData("/a/./b", ".")]
    public async Task Mount_of_the_user_that_cannot_be_is_an_error(string prefix, string directory)
    {
        var options = new CleanServerOptions { StaticMounts = [new StaticMount(prefix, Path.Combine(_folder.Path, directory))] };
        var refusal = await Assert.ThrowsAsync<HostException>(() => WebGuest.ServeAsync(options));
        Assert.Contains("--static", refusal.Message, StringComparison.Ordinal);
    }
}
