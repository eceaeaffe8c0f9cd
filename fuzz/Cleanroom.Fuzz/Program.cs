using System.CommandLine;
using Cleanroom.Fuzz.Commands;

var root = new RootCommand("Differential fuzzing of the WebAssembly engine against Node and Wasmtime. Differences are left in artifacts/fuzz.")
{
    ModulesCommand.Create(),
    MutationsCommand.Create(),
    GeneratedCommand.CreateNumbers(),
    GeneratedCommand.CreateMemory(),
    OneCommand.Create(),
    EngineCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
