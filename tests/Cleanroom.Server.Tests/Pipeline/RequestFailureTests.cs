using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Tests.Pipeline;

public sealed class RequestFailureTests
{
    [Fact]
    public void Text_of_a_program_cannot_forge_a_log_line() =>
        Assert.DoesNotContain('\n', new RequestFailure("unreachable", "unreachable", "x\nGET /admin 200", [], RequestError.ProgramFailed).Reason);
}
