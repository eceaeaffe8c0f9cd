using System.Net;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>The program's own answer to failed requests (contract, server 7).</summary>
public sealed class ErrorHandlerTests : IAsyncLifetime
{
    FunctionsGuest _guest = null!;

    public async ValueTask InitializeAsync() => _guest = await FunctionsGuest.StartAsync();

    public ValueTask DisposeAsync() => _guest.DisposeAsync();

    [Theory]
    [InlineData("boom", "handled: boom")]
    [InlineData("a\r\nb\u0007c", "handled: abc")]
    [InlineData("", "handled: ")]
    public async Task Error_handler_sees_what_the_program_said(string text, string expected)
    {
        using var answer = await _guest.SendAsync(HttpMethod.Get, "/fail", null, ("text", text));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Summary_is_cut_at_200_characters()
    {
        using var answer = await _guest.SendAsync(HttpMethod.Get, "/fail", null, ("text", new string('x', 5000)));
        Assert.Equal("handled: " + new string('x', 200), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Partial_response_is_forgotten_and_the_header_of_a_client_dropped()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/partial");
        request.Headers.Add("X-Clean-Error", "made up by the client");
        using var answer = await _guest.SendAsync(request);
        Assert.Equal("handled: trap: unreachable", await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("X-Partial"));
        Assert.DoesNotContain("x-clean-error", await _guest.CallAsync("/request/headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html,*/*;q=0.8", "text/html", "<h1>unreachable</h1>")]
    [InlineData("application/json", "application/json", "\"kind\":\"unreachable\"")]
    [Trait("Rule", "N76")]
    public async Task Developer_sees_the_trap_and_its_frames_and_others_do_not(string accept, string type, string expected)
    {
        foreach (var isDevelopment in new[] { true, false })
        {
            await using var served = await ServedApplication.GuestAsync("server_examples", new CleanServerOptions { Development = isDevelopment });
            using var request = new HttpRequestMessage(HttpMethod.Get, "/r/trap");
            request.Headers.Add("Accept", accept);
            using var answer = await served.Client.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal(isDevelopment ? type : "application/json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(isDevelopment, body.Contains(expected, StringComparison.Ordinal));
            Assert.Equal(isDevelopment, body.Contains("r_trap", StringComparison.Ordinal));
        }
    }
}
