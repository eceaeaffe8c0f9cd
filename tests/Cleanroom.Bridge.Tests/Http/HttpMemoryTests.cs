using System.Text;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Http;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>Bodies that guests fetch count against the memory budget.</summary>
public sealed class HttpMemoryTests : IDisposable
{
    readonly MemoryBudget _budget = new(1 << 20);
    readonly BareGuest _bare;

    public HttpMemoryTests() => _bare = new(new GuestOptions
    {
        Network = new NetworkAccess([new NetworkGrant("127.0.0.1", null)], grantsOnly: false),
        Limits = new ResourceLimits { Budget = _budget },
    });

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Body_counts_until_the_next_request_or_the_end_of_the_event()
    {
        Assert.Equal(400_000, Get(400_000));
        Assert.InRange(_budget.Used, 400_000, 800_000);
        Assert.Equal(100, Get(100));
        Assert.Equal(0, _budget.Used);
        Assert.Equal(400_000, Get(400_000));
        _bare.Guest.EndEvent();
        Assert.Equal(0, _budget.Used);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public void Body_for_which_there_is_no_room_is_a_failure_that_is_logged(string coding)
    {
        Assert.Equal(0, Get(2_000_000, coding));
        Assert.Equal(0, _budget.Used);
        Assert.Contains(_bare.Log.Lines, line => line.Contains("the memory budget has no room for the response", StringComparison.Ordinal));
        Assert.Equal(1000, Get(1000, coding));
    }

    int Get(int length, string coding = "")
    {
        var body = new byte[length];
        if (coding.Length > 0) body = ContentCoding.Encode(coding, body);
        var head = $"HTTP/1.1 200 OK\r\n{(coding.Length > 0 ? $"Content-Encoding: {coding}\r\n" : "")}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        using var server = new RawHttpServer(_ => [.. Encoding.ASCII.GetBytes(head), .. body]);
        return _bare.Bytes(HttpFunctions.Get(_bare.Guest, Encoding.UTF8.GetBytes(server.Url))).Length;
    }
}
