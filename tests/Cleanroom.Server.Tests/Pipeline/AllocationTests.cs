using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Server.Logging;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>What a request allocates, against Kestrel alone with the same answer. Both are measured in turns until they are warm.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    const int Requests = 2000;

    // The id of a request, which a header field has to hold as a string.
    const int NewId = 56;

    // Below the 24 bytes of the smallest object: what else the process does is less for each of many requests.
    const int Margin = 16;

    const int MaxRounds = 100;

    [Theory]
    [InlineData("", NewId, null)]
    [InlineData("X-Request-Id: 0123456789abcdef\r\n", 0, null)]
    [InlineData("X-Request-Id: 0123456789abcdef\r\nUser-Agent: \"a\"\r\n", 0, "text")]
    [InlineData("X-Request-Id: 0123456789abcdef\r\nUser-Agent: \"a\"\r\n", 0, "json")]
    public async Task Request_allocates_no_more_than_a_new_id_beyond_Kestrel_logged_or_not(string fields, int bytes, string? logFormat)
    {
        LogFormat format = logFormat == "json" ? new JsonFormat() : new TextFormat(isColored: false);
        using var writer = new LogWriter(Stream.Null, format, TimeProvider.System);
        ILogger logger = logFormat is null ? NullLogger.Instance : new LineLogger(writer, format, LogLevel.Information, TimeProvider.System, showsStacks: false);
        await using var served = await ServedApplication.GuestAsync("allocation", new CleanServerOptions { Guest = new GuestOptions { Logger = logger } });
        using var client = new KeepAliveClient(served.Address, "/hello", fields);
        var answers = new Dictionary<string, RawKestrel.Answer> { ["/hello"] = new("text/plain", Encoding.UTF8.GetBytes("Hello from Clean")) };
        await using var kestrel = RawKestrel.Create(0, answers);
        await kestrel.StartAsync();
        using var kestrelClient = new KeepAliveClient(new Uri(kestrel.Urls.Single()), "/hello", fields);
        Assert.Equal(Fields(kestrelClient.Head), Fields(client.Head));
        var (ours, alone) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < MaxRounds && !(ours - alone <= bytes + Margin); round++)
        {
            ours = Math.Min(ours, client.MeasureAllocation(Requests));
            alone = Math.Min(alone, kestrelClient.MeasureAllocation(Requests));
        }
        Assert.InRange(ours - alone, double.MinValue, bytes + Margin);
        await kestrel.StopAsync();
    }

    // The status line and the names of the header fields.
    static IEnumerable<string> Fields(string head) => head.Split("\r\n").Select(line => line.Split(':')[0]);
}
