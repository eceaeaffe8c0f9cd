using Cleanroom.Wasm.Tests.Format;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Documentation;

/// <summary>What docs/engine.md says is so.</summary>
public sealed class EngineGuideTests
{
    static readonly string Guide = Read("docs", "engine.md");

    static string Read(params string[] path) => File.ReadAllText(Path.Combine([SharedData.Repository, .. path])).ReplaceLineEndings("\n");

    static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    [Fact]
    public void First_program_and_its_module_are_those_that_are_tested()
    {
        var program = Between(Read("tests", "Cleanroom.Wasm.Tests", "Documentation", "FirstProgram.cs"), "// The program begins.\n", "        // The program ends.");
        var lines = program.Split('\n').Select(static line => line.Length > 8 ? line[8..] : line);

        Assert.Equal("using Cleanroom.Wasm;\n\n" + string.Join('\n', lines), Between(Guide, "```csharp\n", "```"));
        Assert.EndsWith(Between(Guide, "```wat\n", "```"), Read("tests", "guests", "engine_guide.wat"), StringComparison.Ordinal);
    }

    [Fact]
    public void First_program_writes_what_the_guide_says()
    {
        using var program = new FirstProgram();

        Assert.Equal(Between(Guide, "```text\n", "```"), program.Run(Path.Combine(TestGuests.Folder, "engine_guide.wasm")));
    }

    [Fact]
    public void Every_proposal_that_is_not_supported_is_listed() => Assert.All(ProposalTests.Names(), static name => Assert.Contains($"| {name} | no |", Guide, StringComparison.Ordinal));

    [Fact]
    public void Every_limit_and_trap_is_described()
    {
        Assert.All(typeof(ResourceLimits).GetProperties().Where(static property => property.DeclaringType == typeof(ResourceLimits) && property.CanWrite), static limit => Assert.Contains($"`{limit.Name}`", Guide, StringComparison.Ordinal));
        Assert.All(Enum.GetNames<TrapKind>(), static kind => Assert.Contains($"`{kind}`", Guide, StringComparison.Ordinal));
    }
}
