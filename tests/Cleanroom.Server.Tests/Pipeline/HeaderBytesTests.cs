using System.Text;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Header values are bytes: what browsers keep in cookies and referers in Latin-1 or UTF-8 reaches the program as it was sent.</summary>
public sealed class HeaderBytesTests : IAsyncLifetime
{
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await WebGuest.ServeAsync();

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("Cookie", "c=caf\u00E9")]
    [InlineData("Referer", "http://x/\u00FC")]
    [InlineData("Cookie", "c=caf\u00C3\u00A9")]
    [InlineData("X-Any", "\u0080\u00FF")]
    public async Task Bytes_are_taken_as_they_are(string name, string value)
    {
        var answer = await _served.SendAsync($"GET /header/{name} HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{value}", answer, StringComparison.Ordinal);
    }
}
