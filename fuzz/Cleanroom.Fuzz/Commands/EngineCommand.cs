using System.CommandLine;
using System.Text.Json;
using Cleanroom.Fuzz.Cases;
using Cleanroom.Fuzz.Running;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verb <c>engine</c>: the engine in a child process, which the fuzzer starts itself.</summary>
static class EngineCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var command = new Command("engine", "Runs the cases that come on standard input.") { Hidden = true };
        command.SetAction(async (_, cancellation) =>
        {
            using var engine = new EngineRunner();
            while (await Console.In.ReadLineAsync(cancellation) is { } line)
            {
                var request = JsonSerializer.Deserialize<EngineRequest>(line)!;
                var outcome = await engine.RunAsync(FuzzCase.Plan(request.Module, request.Seed));
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(outcome));
            }
            return 0;
        });
        return command;
    }
}
