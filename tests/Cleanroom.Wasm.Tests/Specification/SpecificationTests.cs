using System.IO.Compression;
using Cleanroom.Tests;

namespace Cleanroom.Wasm.Tests.Specification;

/// <summary>The official test suite of WebAssembly 2.0 without SIMD: one test per script, every binary command.</summary>
public sealed class SpecificationTests
{
    const string Archive = "wasm-2.0-core.zip";

    public static TheoryData<string> Scripts()
    {
        var data = new TheoryData<string>();
        if (SharedData.Root is not { } root || !File.Exists(Path.Combine(root, "spec", Archive)))
        {
            data.Add("(all)");
            return data;
        }
        using var archive = ZipFile.OpenRead(Path.Combine(root, "spec", Archive));
        foreach (var entry in archive.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.Ordinal)).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            data.Add(Path.GetFileNameWithoutExtension(entry.Name));
        return data;
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_every_command_passes(string script) => Run(script, new EngineOptions());

    // Scripts in which large functions' form of memory accesses makes a difference.
    [Theory]
    [InlineData("address")]
    [InlineData("align")]
    [InlineData("bulk")]
    [InlineData("endianness")]
    [InlineData("float_memory")]
    [InlineData("memory")]
    [InlineData("memory_grow")]
    [InlineData("memory_redundancy")]
    [InlineData("memory_trap")]
    [InlineData("traps")]
    public void Script_every_command_passes_in_the_form_of_large_functions(string script) => Run(script, new EngineOptions { DenseSize = 0 });

    static void Run(string script, EngineOptions options)
    {
        using var archive = ZipFile.OpenRead(SharedData.Require("spec", Archive));
        using var run = new ScriptRun(archive, script, options);
        run.Execute();
        Assert.True(run.Failures.Count == 0, $"{run.Failures.Count} of {run.Commands} commands failed:\n{string.Join('\n', run.Failures.Take(20))}");
    }

    [Fact]
    public void Archive_has_every_command()
    {
        using var archive = ZipFile.OpenRead(SharedData.Require("spec", Archive));
        Assert.Equal(90, archive.Entries.Count(entry => entry.Name.EndsWith(".json", StringComparison.Ordinal)));
    }
}
