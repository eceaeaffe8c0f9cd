using System.Net;

namespace Cleanroom.Cli.Tests.Examples;

/// <summary>What the guest book, or the host for it, does not keep.</summary>
public sealed class GuestbookRefusalTests(GuestbookServer server) : IClassFixture<GuestbookServer>
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [Trait("Rule", "N119")]
    public async Task Post_without_the_token_of_its_session_is_refused(string? token)
    {
        using var visitor = new GuestbookVisitor(server.Address);
        await visitor.ReadAsync();
        var (status, answer) = await visitor.PostAsync("Mallory", "From another site.", token);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("CSRF_FAILED", answer, StringComparison.Ordinal);
        Assert.Empty(GuestbookVisitor.EntriesIn(await visitor.ReadAsync()));
    }

    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { "", "Hello", "Please tell us your name." },
        { " \t ", "Hello", "Please tell us your name." },
        { new string('é', 61), "Hello", "That name is too long: 60 characters are the most." },
        { string.Concat(Enumerable.Repeat("🙂", 31)), "Hello", "That name is too long: 60 characters are the most." },
        { "Ada", "", "Please write a message." },
        { "Ada", " \r\n ", "Please write a message." },
        { "Ada", new string('x', 1001), "That message is too long: 1000 characters are the most." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Entry_that_is_empty_or_too_long_is_refused_and_what_was_typed_is_kept(string name, string message, string problem)
    {
        using var visitor = new GuestbookVisitor(server.Address);
        var (status, page) = await visitor.SignAsync(name, message);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(problem, GuestbookVisitor.ProblemIn(page));
        Assert.Equal((name, message.ReplaceLineEndings("\n")), GuestbookVisitor.TypedIn(page));
        Assert.Empty(GuestbookVisitor.EntriesIn(await visitor.ReadAsync()));
    }
}
