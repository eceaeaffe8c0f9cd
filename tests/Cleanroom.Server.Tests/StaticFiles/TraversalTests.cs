using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.StaticFiles;

/// <summary>No request reads a file outside its mount (must-never N120, N123).</summary>
public sealed class TraversalTests : IAsyncLifetime
{
    const string Secret = "SECRET";

    readonly TemporaryFolder _folder = new();
    readonly LogCollector _log = new();
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("secret.txt", Secret);
        _folder.Write("www-private/secret.txt", Secret);
        _folder.Write("outside/secret.txt", Secret);
        _folder.Write("www/inside.txt", "inside");
        _folder.Write("www/dir/inside.txt", "inside");
        _served = await WebGuest.ServeAsync(WebGuest.Granted(_folder.Path, _log), ("WEB_PREFIX", "/files"), ("WEB_DIR", "www"));
    }

    public async ValueTask DisposeAsync()
    {
        await _served.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/files/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 404)]
    [InlineData("/files/../secret.txt", 400)]
    [InlineData("/files/dir/../../secret.txt", 400)]
    [InlineData("/files/%2e%2e/secret.txt", 400)]
    [InlineData("/files/%2E./secret.txt", 400)]
    [InlineData("/files/..%2fsecret.txt", 404)]
    [InlineData("/files/%2e%2e%2fsecret.txt", 404)]
    [InlineData("/files%2f..%2fsecret.txt", 404)]
    [InlineData("/files/..%5csecret.txt", 404)]
    [InlineData("/files/..\\secret.txt", 404)]
    [InlineData("/files/%5c..%5csecret.txt", 404)]
    [InlineData("/files/%252e%252e/secret.txt", 404)]
    [InlineData("/files/%252e%252e%252fsecret.txt", 404)]
    [InlineData("/files/..%c0%afsecret.txt", 404)]
    [InlineData("/files/%c0%ae%c0%ae/secret.txt", 404)]
    [InlineData("/files/inside.txt%00", 400)]
    [InlineData("/files/inside.txt%00.html", 400)]
    [InlineData("/files/../secret.txt%00inside.txt", 400)]
    [InlineData("/files//etc/passwd", 404)]
    [InlineData("/files/%2fetc/passwd", 404)]
    [InlineData("/files/C:/secret.txt", 404)]
    [InlineData("/files-private/secret.txt", 404)]
    [InlineData("/files/../www-private/secret.txt", 400)]
    [InlineData("/files/..-private/secret.txt", 404)]
    [InlineData("/files/NUL", 404)]
    [InlineData("/files/com1.txt", 404)]
    [InlineData("/files/....//secret.txt", 404)]
    [InlineData("/files/..;/secret.txt", 404)]
    [InlineData("//files/inside.txt", 404)]
    [InlineData("http://x/files/../secret.txt", 400)]
    [InlineData("http://x/files/%2e%2e/secret.txt", 400)]
    [InlineData("http://x/files/%252e%252e/secret.txt", 404)]
    [InlineData("http://x/files/..%2fsecret.txt", 404)]
    [Trait("Rule", "N120")]
    public async Task Path_that_leaves_the_mount_is_refused(string target, int status)
    {
        var answer = await _served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N120")]
    public async Task Raw_nul_in_the_target_is_400() =>
        Assert.StartsWith("HTTP/1.1 400 ", await _served.SendAsync("GET /files/inside.txt\0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    [Trait("Rule", "N120")]
    public async Task Link_that_leaves_the_mount_is_refused_and_logged()
    {
        File.CreateSymbolicLink(_folder["www/file-link.txt"], _folder["secret.txt"]);
        Directory.CreateSymbolicLink(_folder["www/directory-link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["www/sibling-link"], _folder["www-private"]);
        foreach (var target in new[] { "/files/file-link.txt", "/files/directory-link/secret.txt", "/files/sibling-link/secret.txt" })
        {
            var answer = await _served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
            Assert.Contains(_log.Lines, line => line.Contains(target["/files".Length..], StringComparison.Ordinal) && line.Contains("refused", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Rule", "N120")]
    public async Task Link_put_in_the_place_of_a_served_directory_is_refused()
    {
        Assert.Equal("inside", await _served.Client.GetStringAsync("/files/dir/inside.txt"));
        Directory.Delete(_folder["www/dir"], recursive: true);
        _folder.Write("outside/inside.txt", Secret);
        Directory.CreateSymbolicLink(_folder["www/dir"], _folder["outside"]);
        var answer = await _served.SendAsync("GET /files/dir/inside.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_within_the_mount_is_followed()
    {
        File.CreateSymbolicLink(_folder["www/link.txt"], "dir/inside.txt");
        Assert.Equal("inside", await _served.Client.GetStringAsync("/files/link.txt"));
    }

    [Fact]
    public async Task Encoded_sibling_that_is_a_link_out_of_the_mount_is_not_used()
    {
        _folder.Write("secret.br", Secret);
        File.CreateSymbolicLink(_folder["www/inside.txt.br"], _folder["secret.br"]);
        var answer = await _served.SendAsync("GET /files/inside.txt HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\ninside", answer, StringComparison.Ordinal);
    }
}
