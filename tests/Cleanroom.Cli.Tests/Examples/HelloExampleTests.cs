using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Examples;

public sealed class HelloExampleTests
{
    static readonly string Folder = Path.Combine(SharedData.Repository, "examples", "hello");

    [Fact]
    public void HelloModule_rebuilt_from_its_text_has_the_committed_bytes() =>
        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "hello.wasm")), Assembler.Build(Path.Combine(Folder, "hello.wat")));

    [Theory]
    [InlineData("run")]
    [InlineData(null)]
    [Trait("Rule", "N146")]
    public void Hello_prints_its_expected_output_and_nothing_else(string? verb)
    {
        var result = Tool.Run(verb is null ? [Tool.Hello] : [verb, Tool.Hello]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "hello.expected")), result.OutputBytes);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }
}
