using System.Net;
using System.Text;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.StaticFiles;

/// <summary>Files of a mount as clients get them (contract, server 9).</summary>
public sealed class StaticFileTests : IAsyncLifetime
{
    const string Text = "0123456789";

    readonly TemporaryFolder _folder = new();
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("www/digits.txt", Text);
        _folder.Write("www/app.wasm", [0, 0x61, 0x73, 0x6D]);
        _folder.Write("www/.env", "SECRET");
        _folder.Write("www/.git/config", "SECRET");
        _folder.Write("www/docs/index.html", "<p>index");
        _folder.Write("www/empty/other.txt", "other");
        _folder.Write("www/sp ace ü.txt", "named");
        _folder.Write("www/style.css", "plain");
        _folder.Write("www/style.css.br", "brotli");
        _folder.Write("www/style.css.gz", "gzip");
        _served = await WebGuest.ServeAsync(WebGuest.Granted(_folder.Path), ("WEB_PREFIX", "/files"), ("WEB_DIR", "www"));
    }

    public async ValueTask DisposeAsync()
    {
        await _served.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Rule", "N108")]
    public async Task File_is_sent_whole_with_type_and_validators()
    {
        Assert.Equal("1 9 9 ", await _served.Client.GetStringAsync("/results"));
        using var answer = await _served.Client.GetAsync("/files/digits.txt");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Text, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, must-revalidate, max-age=0", answer.Headers.CacheControl!.ToString());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.NotNull(answer.Headers.ETag);
        Assert.NotNull(answer.Content.Headers.LastModified);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("/files/app.wasm", "application/wasm")]
    [InlineData("/files/docs/", "text/html; charset=utf-8")]
    [InlineData("/files/style.css.br", "application/octet-stream")]
    [InlineData("/files/sp%20ace%20%C3%BC.txt", "text/plain; charset=utf-8")]
    [InlineData("/%66iles/digits.txt", "text/plain; charset=utf-8")]
    public async Task Content_type_follows_the_extension(string target, string type)
    {
        using var answer = await _served.Client.GetAsync(target);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Head_has_the_length_and_no_body()
    {
        var answer = await _served.SendAsync("HEAD /files/digits.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 10\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("OPTIONS", 204)]
    public async Task Other_methods_are_answered_with_allow(string method, int status)
    {
        using var answer = await _served.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/files/digits.txt"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("GET, HEAD, OPTIONS", string.Join(", ", answer.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/files/.env")]
    [InlineData("/files/.git/config")]
    [InlineData("/files/%2Eenv")]
    [InlineData("/files/empty/")]
    [InlineData("/files/empty")]
    [InlineData("/files/missing.txt")]
    [InlineData("/files/digits.txt/")]
    [InlineData("/files/digits.txt/x")]
    [InlineData("/filesdigits.txt")]
    [InlineData("/files/DIGITS.TXT")]
    public async Task Dot_files_directories_without_index_and_missing_files_are_404(string target)
    {
        using var answer = await _served.Client.GetAsync(target);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("NOT_FOUND", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_without_slash_is_redirected()
    {
        using var answer = await _served.Client.GetAsync("/files/docs?a=1");
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal("/files/docs/?a=1", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Known_file_is_304()
    {
        using var first = await _served.Client.GetAsync("/files/digits.txt");
        var tag = first.Headers.ETag!.Tag;
        var changed = first.Content.Headers.LastModified!.Value;
        Assert.Equal(304, await StatusAsync("If-None-Match", tag));
        Assert.Equal(304, await StatusAsync("If-None-Match", $"\"other\", W/{tag}"));
        Assert.Equal(304, await StatusAsync("If-None-Match", "*"));
        Assert.Equal(304, await StatusAsync("If-Modified-Since", changed.ToString("r")));
        Assert.Equal(200, await StatusAsync("If-None-Match", "\"other\""));
        Assert.Equal(200, await StatusAsync("If-Modified-Since", changed.AddSeconds(-1).ToString("r")));
        File.WriteAllText(_folder["www/digits.txt"], "changed");
        Assert.Equal(200, await StatusAsync("If-None-Match", tag));
    }

    [Fact]
    public async Task File_that_is_another_than_the_one_asked_for_is_412()
    {
        using var first = await _served.Client.GetAsync("/files/digits.txt");
        var tag = first.Headers.ETag!.Tag;
        var changed = first.Content.Headers.LastModified!.Value;
        Assert.Equal(200, await StatusAsync("If-Match", tag));
        Assert.Equal(200, await StatusAsync("If-Match", $"\"other\", {tag}"));
        Assert.Equal(200, await StatusAsync("If-Match", "*"));
        Assert.Equal(412, await StatusAsync("If-Match", "\"other\""));
        Assert.Equal(412, await StatusAsync("If-Match", $"W/{tag}"));
        Assert.Equal(412, await StatusAsync("If-Match", "no tag"));
        Assert.Equal(200, await StatusAsync("If-Unmodified-Since", changed.ToString("r")));
        Assert.Equal(412, await StatusAsync("If-Unmodified-Since", changed.AddSeconds(-1).ToString("r")));
        Assert.Equal(200, await StatusAsync("If-Unmodified-Since", "some day"));
        using var both = await GetAsync("/files/digits.txt", ("If-Match", tag), ("If-Unmodified-Since", changed.AddSeconds(-1).ToString("r")));
        Assert.Equal(HttpStatusCode.OK, both.StatusCode);
        using var known = await GetAsync("/files/digits.txt", ("If-Match", tag), ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var refused = await GetAsync("/files/digits.txt", ("If-Match", "\"other\""), ("If-None-Match", tag));
        Assert.Contains("PRECONDITION_FAILED", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes=0-3", "0123", "bytes 0-3/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=-99", Text, "bytes 0-9/10")]
    [InlineData("bytes=5-99", "56789", "bytes 5-9/10")]
    [InlineData("bytes=20-30,9-", "9", "bytes 9-9/10")]
    [InlineData("bytes=8-99999999999999999999999", "89", "bytes 8-9/10")]
    [InlineData("bytes=-99999999999999999999999", Text, "bytes 0-9/10")]
    [InlineData("Bytes = 1-1", "1", "bytes 1-1/10")]
    public async Task Range_is_206(string range, string body, string contentRange)
    {
        using var answer = await GetAsync("/files/digits.txt", ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task Several_ranges_are_a_multipart_answer()
    {
        using var answer = await GetAsync("/files/digits.txt", ("Range", "bytes=0-1,8-"));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var boundary = answer.Content.Headers.ContentType!.Parameters.Single().Value;
        Assert.Equal(
            $"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n--{boundary}--\r\n",
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=x")]
    [InlineData("bytes=99999999999999999999-")]
    public async Task Bad_range_is_416(string range)
    {
        var answer = await _served.SendAsync($"GET /files/digits.txt HTTP/1.1\r\nHost: x\r\nRange: {range}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 416", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Range: bytes */10\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lines=0-3")]
    [InlineData("bytes=0-9,0-9,0-9")]
    public async Task Range_that_is_not_for_us_or_more_than_the_file_gives_the_file(string range)
    {
        using var answer = await GetAsync("/files/digits.txt", ("Range", range));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Text, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task If_range_gives_the_part_of_the_same_file_and_the_whole_of_another()
    {
        using var first = await _served.Client.GetAsync("/files/digits.txt");
        using var same = await GetAsync("/files/digits.txt", ("Range", "bytes=0-0"), ("If-Range", first.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        using var sameDate = await GetAsync("/files/digits.txt", ("Range", "bytes=0-0"), ("If-Range", first.Content.Headers.LastModified!.Value.ToString("r")));
        Assert.Equal(HttpStatusCode.PartialContent, sameDate.StatusCode);
        using var other = await GetAsync("/files/digits.txt", ("Range", "bytes=0-0"), ("If-Range", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("gzip, br", "br", "brotli")]
    [InlineData("gzip", "gzip", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.8", "gzip", "gzip")]
    [InlineData("br;q=0, *", "gzip", "gzip")]
    [InlineData("identity, br;q=0.1", null, "plain")]
    [InlineData("deflate", null, "plain")]
    public async Task Encoded_sibling_is_sent_when_it_is_accepted(string accept, string? encoding, string body)
    {
        using var answer = await GetAsync("/files/style.css", ("Accept-Encoding", accept));
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/css; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
    }

    [Fact]
    public async Task Encodings_of_a_file_have_their_own_tags()
    {
        using var plain = await _served.Client.GetAsync("/files/style.css");
        using var encoded = await GetAsync("/files/style.css", ("Accept-Encoding", "br"));
        Assert.NotEqual(plain.Headers.ETag, encoded.Headers.ETag);
    }

    [Fact]
    public async Task Huge_file_is_never_in_memory_as_a_whole()
    {
        const long size = 16L << 30;
        using (var file = File.Create(_folder["www/huge.bin"])) file.SetLength(size);
        using var whole = await _served.Client.GetAsync("/files/huge.bin", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(size, whole.Content.Headers.ContentLength);
        await using var stream = await whole.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1 << 20]);
        using var end = await GetAsync("/files/huge.bin", ("Range", $"bytes={size - 3}-"));
        Assert.Equal(3, (await end.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Empty_file_is_sent()
    {
        _folder.Write("www/nothing.txt", "");
        using var answer = await _served.Client.GetAsync("/files/nothing.txt");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
        Assert.Equal(416, await StatusAsync("Range", "bytes=0-0", "/files/nothing.txt"));
    }

    [Fact]
    public async Task File_that_shrinks_while_it_is_sent_ends_the_connection()
    {
        var path = _folder.Write("www/shrinks.bin", new byte[64 << 20]);
        using var answer = await _served.Client.GetAsync("/files/shrinks.bin", HttpCompletionOption.ResponseHeadersRead);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(10);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.LoadIntoBufferAsync());
        Assert.Equal(Text, await _served.Client.GetStringAsync("/files/digits.txt"));
    }

    async Task<int> StatusAsync(string name, string value, string target = "/files/digits.txt")
    {
        using var answer = await GetAsync(target, (name, value));
        return (int)answer.StatusCode;
    }

    async Task<HttpResponseMessage> GetAsync(string target, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await _served.Client.SendAsync(request);
    }
}
