using System.Net;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Hosting;

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
}
