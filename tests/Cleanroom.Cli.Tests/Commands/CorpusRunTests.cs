using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Real programs of three compiler generations through the real command.</summary>
public sealed class CorpusRunTests
{
    [Theory]
    [MemberData(nameof(Corpus.Programs), MemberType = typeof(Corpus))]
    public void Program_prints_its_expected_bytes(string program)
    {
        var module = Corpus.File(program, ".wasm");
        using var folder = new TemporaryFolder();
        var result = Tool.Run(["run", module], Corpus.Input(program) ?? [], folder.Path);
        Assert.Equal(File.ReadAllBytes(Corpus.File(program, ".expected")), result.OutputBytes);
        if (Path.GetFileName(program) == "10_onerror")
        {
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(" trapped: ", result.Error, StringComparison.Ordinal);
            Assert.Contains("\n    at ", result.Error, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("", result.Error);
            Assert.Equal(0, result.ExitCode);
        }
    }

    [Theory]
    [MemberData(nameof(Corpus.Rejected), MemberType = typeof(Corpus))]
    [Trait("Rule", "N10")]
    public void Invalid_module_is_refused_with_what_a_report_needs(string name)
    {
        var module = SharedData.Require("modules", "rejected", name);
        var bytes = File.ReadAllBytes(module);
        foreach (var verb in new[] { "run", "inspect" })
        {
            var result = Tool.Run(verb, module);
            Assert.Equal(3, result.ExitCode);
            Assert.Equal("", result.Output);
            Assert.Matches(@"^cleanroom: .* is not a valid module: .*\(function \d+ \(\S+\), code section, offset 0x[0-9a-f]+\)\n", result.Error);
            Assert.Contains($"{bytes.Length} bytes, SHA-256 {Bridge.CleanModule.Hash(bytes)}", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Inspect_tells_the_compiler_of_a_real_module()
    {
        var module = SharedData.Require("modules", "server", "12_server.wasm");
        var text = Tool.Run("inspect", module).Output;
        Assert.Contains("0.33.154 (custom section clean:build)", text, StringComparison.Ordinal);
        Assert.Contains("tier standard: limit 32 MB", text, StringComparison.Ordinal);
        Assert.Matches(@"provided +env\.print +\(ii\) +strings as pairs", text);
        Assert.Matches("onError has no effect", text);
        Assert.Matches(@"custom clean:memory +\d+ bytes", text);
    }
}
