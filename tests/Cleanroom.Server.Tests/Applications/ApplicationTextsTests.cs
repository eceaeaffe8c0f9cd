using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Applications;

public sealed class ApplicationTextsTests
{
    [Fact]
    public async Task Texts_that_the_entry_point_loaded_are_seen_by_every_request()
    {
        await using var served = await ServedApplication.GuestAsync("server_locale", new CleanServerOptions { Guest = new GuestOptions() });
        for (var request = 0; request < 3; request++) Assert.Equal("Welcome", await served.Client.GetStringAsync("/"));
    }
}
