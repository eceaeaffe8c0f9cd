using Cleanroom.Bridge.Abi;
using Cleanroom.Tests;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Bridge.Tests.Abi;

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
        Assert.Equal(description, ModuleGeneration.Detect(ModuleDefinition.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "tests", "guests", name + ".wasm")))).Description);
}
