using Cleanroom.Bridge.Modules;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Modules;

/// <summary>Generations of real modules and of our own (contract, abi 4).</summary>
public sealed class ModuleGenerationTests
{
    [Theory]
    [InlineData("run/01_hello", "0.33.154", "custom section clean:build", false)]
    [InlineData("eras/0.17.4/01_hello", "0.17.3 – 0.30.37", "import mem_scope_push; word 1024 at address 0", true)]
    [InlineData("eras/0.30.13/01_hello", "0.20.22 – 0.30.37", "export __heap_ptr; word 1024 at address 0", true)]
    public void Real_module_is_recognised(string program, string description, string fingerprint, bool compareAnswersEquality)
    {
        var generation = ModuleGeneration.Detect(ModuleDefinition.Parse(File.ReadAllBytes(SharedData.Require("modules", program + ".wasm"))));
        Assert.Equal(description, generation.Description);
        Assert.Equal(fingerprint, generation.Fingerprint);
        Assert.Equal(compareAnswersEquality, generation.CompareAnswersEquality);
        Assert.True(generation.IsCompilerMade);
        Assert.False(generation.IsGuide);
    }

    [Theory]
    [InlineData("abi_guide", "guide")]
    [InlineData("abi_malloc", "0.20.22 – 0.30.37")]
    public void Own_module_is_recognised(string name, string description) =>
        Assert.Equal(description, ModuleGeneration.Detect(ModuleDefinition.Parse(TestGuests.Read(name))).Description);

    // One for each generation that can be told apart, the newest first.
    static readonly Dictionary<string, (MadeModule Module, string Description)> Made = new()
    {
        ["build"] = (Newest().Section("clean:build", """{"compiler_version":"0.33.154","build_profile":"debug"}"""), "0.33.154"),
        ["memory section"] = (Compiled().Memory(32, 512).Section("clean:memory", """{"tier":"standard"}"""), "0.30.56 – …"),
        ["json v2"] = (Newest().Imports("_json_encode_v2"), "0.33.138 – …"),
        ["arena"] = (Compiled().Memory(32, 512).Exports("scope_push").Imports("_arena_scope_push"), "0.30.391 – …"),
        ["scope export"] = (Compiled().Memory(32, 512).Exports("scope_push").Imports("error"), "0.30.330 – …"),
        ["error"] = (Compiled().Memory(32, 512).Imports("error", "_state_reset_all", "print_integer"), "0.30.243 – …"),
        ["state"] = (Compiled().Memory(32, 512).Imports("_state_reset_all", "print_integer"), "0.30.147 – …"),
        ["print_integer"] = (Compiled().Memory(32, 512).Imports("print_integer"), "0.30.135 – …"),
        ["memory 32/1024"] = (Compiled().Memory(32, 1024), "0.30.51 – 0.30.55"),
        ["memory 32/256"] = (Compiled().Memory(32, 256), "0.30.50 – 0.30.50"),
        ["memory 16/64"] = (Compiled().Memory(16, 64), "0.20.22 – 0.30.49"),
        ["heap pointer and word"] = (Compiled().Memory(16, 64).WordAtZero(), "0.20.22 – 0.30.37"),
        ["malloc alone"] = (new MadeModule().Imports("memory_runtime.mem_scope_push").Exports("malloc").Memory(16, 64).WordAtZero(), "0.17.3 – 0.30.37"),
        ["first malloc"] = (new MadeModule().Imports("memory_runtime.mem_alloc").Exports("malloc").Memory(1, 16).WordAtZero(), "0.17.0 – 0.17.2"),
        ["word at zero"] = (new MadeModule().Imports("memory_runtime.mem_alloc").Memory(1, 16).WordAtZero(), "0.15.0 – 0.17.2"),
        ["methods"] = (new MadeModule().Imports("memory_runtime.mem_alloc", "integer.toString").Memory(1, 16), "2025-08 – 0.16"),
        ["methods without runtime"] = (new MadeModule().Imports("string.length").Memory(1, 16), "2025-08 – 2025-08-11"),
        ["print_simple"] = (new MadeModule().Imports("print_simple").Memory(1, 16), "2025-06-14 – 2025-07-11"),
        ["guide"] = (new MadeModule().Imports("printl"), "guide"),
        ["guide with the functions of its lists"] = (new MadeModule().Imports("print_integer", "error", "_state_reset_all", "_arena_scope_push", "_json_encode_v2", "memory_runtime.mem_scope_push").Memory(2), "guide"),
        ["guide with a heap from 1024"] = (new MadeModule().Imports("print_integer", "memory_runtime.mem_scope_push").Memory(2).WordAtZero(), "guide"),
        ["guide with the memory of compilers"] = (new MadeModule().Imports("print_integer").Memory(32, 512), "guide"),
    };

    public static TheoryData<string> Names => [.. Made.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generation_is_recognised_by_its_fingerprints(string name)
    {
        var (made, description) = Made[name];
        var generation = ModuleGeneration.Detect(ModuleDefinition.Parse(made.Build()));
        Assert.Equal(description, generation.Description);
        Assert.Equal(description == "guide", generation.IsGuide);
        Assert.NotEqual("", generation.Fingerprint);
    }

    [Fact]
    public void Sign_that_contradicts_an_earlier_one_says_nothing()
    {
        var generation = ModuleGeneration.Detect(ModuleDefinition.Parse(Newest().Imports("_json_encode_v2", "print_simple").Memory(1, 16).Build()));
        Assert.Equal("0.33.138 – …", generation.Description);
    }

    [Theory]
    [InlineData("guide", true, false, false, false)]
    [InlineData("0.17.4", false, false, false, true)]
    [InlineData("0.30.13", false, true, false, false)]
    [InlineData("0.30.48", false, false, false, false)]
    [InlineData("0.33.135", false, false, true, false)]
    [InlineData("0.33.154", false, false, false, false)]
    public void Named_generation_is_that_of_its_version(string text, bool isGuide, bool compareAnswersEquality, bool jsonEncodeTakesBox, bool httpUnpacksTwice)
    {
        var generation = ModuleGeneration.Named(text)!;
        Assert.Equal((text, "--abi"), (generation.Description, generation.Fingerprint));
        Assert.Equal(
            (isGuide, !isGuide, compareAnswersEquality, jsonEncodeTakesBox, httpUnpacksTwice),
            (generation.IsGuide, generation.IsCompilerMade, generation.CompareAnswersEquality, generation.JsonEncodeTakesBox, generation.HttpUnpacksTwice));
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("0.30.")]
    [InlineData("30")]
    [InlineData("0.30.48.1")]
    public void What_is_no_version_names_no_generation(string text) => Assert.Null(ModuleGeneration.Named(text));

    static MadeModule Compiled() => new MadeModule().Imports("memory_runtime.mem_alloc").Exports("malloc", "__heap_ptr");

    static MadeModule Newest() => Compiled().Memory(32, 512).Exports("scope_push").Imports("error", "_arena_scope_push");
}
