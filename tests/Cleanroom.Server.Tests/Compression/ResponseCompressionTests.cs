using System.IO.Compression;
using System.Net;
using Cleanroom.Server.Compression;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Compression;

/// <summary>Which answers are compressed (contract, server 4).</summary>
public sealed class ResponseCompressionTests : IAsyncLifetime
{
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await WebGuest.ServeAsync();

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("gzip, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("*", "br")]
    public async Task Long_text_is_compressed_as_the_client_accepts(string accept, string encoding)
    {
        using var answer = await GetAsync("/make/100000", accept);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.Single());
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
        Assert.InRange(answer.Content.Headers.ContentLength!.Value, 1, 1000);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var text = new StreamReader(plain);
        Assert.Equal(new string('a', 100_000), await text.ReadToEndAsync());
    }

    [Theory]
    [InlineData("/make/1024", "gzip, br")]
    [InlineData("/make/5000?type=image/png", "gzip, br")]
    [InlineData("/make/5000?type=text/event-stream", "gzip, br")]
    [InlineData("/make/5000", "identity")]
    [InlineData("/make/5000", null)]
    [InlineData("/make/5000", "br;q=0, gzip;q=0")]
    [InlineData("/make/5000?name=Content-Range&value=bytes%200-4999/9999", "gzip")]
    [InlineData("/make/5000?name=Cache-Control&value=no-transform", "gzip")]
    public async Task What_is_short_no_text_or_not_accepted_is_sent_as_it_is(string target, string? accept)
    {
        using var answer = await GetAsync(target, accept);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        var length = int.Parse(target.Split('/', '?')[2]);
        Assert.Equal(new string('a', length), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Encoding_of_the_program_is_left_alone()
    {
        using var answer = await GetAsync("/make/5000?name=Content-Encoding&value=own", "gzip, br");
        Assert.Equal("own", answer.Content.Headers.ContentEncoding.Single());
        Assert.Equal(5000, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Head_tells_what_get_would_send()
    {
        using var get = await GetAsync("/make/5000", "gzip");
        using var request = new HttpRequestMessage(HttpMethod.Head, "/make/5000");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var head = await _served.Client.SendAsync(request);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal("gzip", head.Content.Headers.ContentEncoding.Single());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Tag_of_the_program_becomes_weak()
    {
        using var answer = await GetAsync("/make/5000?name=ETag&value=%22one%22", "gzip");
        Assert.Equal("W/\"one\"", answer.Headers.ETag!.ToString());
        using var plain = await GetAsync("/make/5000?name=ETag&value=%22one%22", null);
        Assert.Equal("\"one\"", plain.Headers.ETag!.ToString());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Bytes_that_do_not_become_smaller_are_sent_as_they_are(string accept)
    {
        // 12,000 random bytes, whatever their type is said to be.
        var bytes = new byte[12_000];
        new Random(1).NextBytes(bytes);
        bytes[0] = (byte)'x';
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("Accept-Encoding", accept);
        using var answer = await _served.Client.SendAsync(request);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Compression_can_be_switched_off()
    {
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Compression = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/make/5000");
        request.Headers.Add("Accept-Encoding", "gzip, br");
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Empty(answer.Headers.Vary);
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", true)]
    [InlineData("TEXT/CSS", true)]
    [InlineData("application/json", true)]
    [InlineData("application/problem+json ; x=y", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("text/event-stream", false)]
    [InlineData("text/event-stream; charset=utf-8", false)]
    [InlineData("application/octet-stream", false)]
    [InlineData("application/gzip", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Text_is_told_by_its_type(string? type, bool isText) => Assert.Equal(isText, ResponseCompression.IsText(type));

    async Task<HttpResponseMessage> GetAsync(string target, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (accept is not null) request.Headers.Add("Accept-Encoding", accept);
        return await _served.Client.SendAsync(request);
    }
}
