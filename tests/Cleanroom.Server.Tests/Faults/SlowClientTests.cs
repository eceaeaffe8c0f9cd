using Cleanroom.Bridge;
using Cleanroom.Server.StaticFiles;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Faults;

/// <summary>Clients that take their time or go away: they are given up, and nobody else waits (must-never N107).</summary>
public sealed class SlowClientTests
{
    const string Head = "HTTP/1.1\r\nHost: x\r\n";

    static readonly CleanServerOptions Impatient = new() { ReceiveTimeout = TimeSpan.FromSeconds(1), MaxConcurrency = 2, QueueLength = 4 };

    [Theory]
    [InlineData("408", "GET /ip HTTP/1.1\r\nHost: x\r\nX-Slow: ")]
    [InlineData("408", "GET /ip HTTP/1.1\r\n")]
    [InlineData("408", "GET /i")]
    [InlineData("408", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")]
    [InlineData("408", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")]
    [InlineData("408", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [Trait("Rule", "N107")]
    public async Task Request_that_does_not_arrive_ends_its_connection(string status, string part)
    {
        await using var served = await WebGuest.ServeAsync(Impatient);
        var slow = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            slow.Add(await RawClient.ConnectAsync(served));
            await slow[i].SendAsync(part);
        }
        Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
        foreach (var client in slow)
        {
            using (client) Assert.StartsWith($"HTTP/1.1 {status}", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }
        Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
    }

    [Fact]
    public async Task Body_that_comes_too_slowly_is_given_up_although_it_never_stands_still()
    {
        await using var served = await WebGuest.ServeAsync(Impatient with { MinRate = 1 << 20 });
        using var client = await RawClient.ConnectAsync(served);
        await client.SendAsync($"POST /echo {Head}Content-Length: 1000000\r\n\r\n");
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var answer = client.ReadToEndAsync();
        while (!answer.IsCompleted && await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            try
            {
                await client.SendAsync("ten bytes!");
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }
        }
        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_leaves_in_the_middle_of_its_body_costs_no_guest()
    {
        var log = new LogCollector();
        await using var served = await WebGuest.ServeAsync(Impatient with { Guest = new GuestOptions { Logger = log } });
        for (var i = 0; i < 50; i++)
        {
            using var client = await RawClient.ConnectAsync(served);
            await client.SendAsync($"POST /echo {Head}Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
            // Now the server reads the body.
            await client.ReadToAsync("100 Continue");
            await client.SendAsync("half a bo");
            client.Reset();
        }
        await log.WaitAsync(() => log.Lines.Count(line => line.StartsWith("POST /echo", StringComparison.Ordinal)) == 50);
        Assert.DoesNotContain(log.Lines, line => line.Contains("internal error", StringComparison.Ordinal));
        Assert.True(served.Application.HasFreeGuest);
        Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
    }

    [Fact]
    public async Task Client_that_leaves_before_its_answer_costs_no_guest()
    {
        await using var served = await WebGuest.ServeAsync(Impatient);
        for (var i = 0; i < 50; i++)
        {
            using var client = await RawClient.ConnectAsync(served);
            await client.SendAsync($"GET /make/1000000 {Head}\r\n");
            client.Reset();
        }
        for (var i = 0; i < 10; i++) Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
    }

    [Fact]
    public async Task Client_that_does_not_read_its_file_is_given_up()
    {
        const int size = 64 << 20;
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder["large.bin"])) file.SetLength(size);
        var log = new LogCollector();
        await using var served = await WebGuest.ServeAsync(Impatient with
        {
            // So little is expected that a client which reads at all keeps up.
            MinRate = 1 << 20,
            StaticMounts = [new StaticMount("/files", folder.Path)],
            Guest = new GuestOptions { Logger = log },
        });
        using var client = await RawClient.ConnectAsync(served, receiveBuffer: 4096);
        await client.SendAsync($"GET /files/large.bin {Head}Connection: close\r\n\r\n");
        await log.WaitAsync(() => log.Lines.Any(line => line.StartsWith("GET /files/large.bin", StringComparison.Ordinal)));
        Assert.InRange(await client.CountToEndAsync(), 0, size - 1);
        Assert.Equal(size, (await served.Client.GetByteArrayAsync("/files/large.bin")).Length);
    }

    [Fact]
    public async Task Clients_that_do_not_read_their_answers_hold_no_guests_and_are_given_up()
    {
        const int size = 12_000_000;
        var log = new LogCollector();
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { ReceiveTimeout = TimeSpan.FromSeconds(1), MinRate = 1 << 20, MaxConcurrency = 2, Guest = new GuestOptions { Logger = log } });
        var deaf = new List<RawClient>();
        for (var i = 0; i < 10; i++)
        {
            deaf.Add(await RawClient.ConnectAsync(served, receiveBuffer: 4096));
            await deaf[i].SendAsync($"GET /make/{size} {Head}Connection: close\r\n\r\n");
        }
        for (var i = 0; i < 10; i++) Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
        await log.WaitAsync(() => log.Lines.Count(line => line.StartsWith("GET /make", StringComparison.Ordinal)) == deaf.Count);
        foreach (var client in deaf)
        {
            using (client) Assert.InRange(await client.CountToEndAsync(), 0, size - 1);
        }
        Assert.Equal(size, (await served.Client.GetByteArrayAsync($"/make/{size}")).Length);
    }
}
