using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Protection;

/// <summary>The headers of <c>--security-headers</c> (contract, server 4).</summary>
public sealed class SecurityHeaderTests
{
    static readonly string[] Names = ["X-Frame-Options", "Referrer-Policy", "Content-Security-Policy"];

    [Fact]
    [Trait("Rule", "N100")]
    public async Task There_is_no_policy_by_default_and_the_optional_one_lets_wasm_run()
    {
        await using var plain = await WebGuest.ServeAsync();
        using var without = await plain.Client.GetAsync("/ip");
        Assert.DoesNotContain(without.Headers, header => Names.Contains(header.Key));

        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { SecurityHeaders = true });
        foreach (var target in new[] { "/ip", "/nothing" })
        {
            using var answer = await served.Client.GetAsync(target);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("strict-origin-when-cross-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Fact]
    public async Task Header_of_the_program_replaces_the_one_of_the_host()
    {
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { SecurityHeaders = true });
        using var answer = await served.Client.GetAsync("/make/1?name=x-frame-options&value=SAMEORIGIN");
        Assert.Equal("SAMEORIGIN", answer.Headers.GetValues("X-Frame-Options").Single());
    }
}
