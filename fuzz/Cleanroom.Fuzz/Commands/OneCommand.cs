using System.CommandLine;
using Cleanroom.Fuzz.Comparing;
using Cleanroom.Fuzz.Generating;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verb <c>one</c>: a module from a file, for findings and for reducing them.</summary>
static class OneCommand
{
    static readonly Argument<FileInfo> File = new("module") { Description = "The module." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("one", "Runs one module in the engine and in Node. Exit code 1 when they differ.")
        {
            File, FuzzOptions.Seed, FuzzOptions.WasmOpt, FuzzOptions.ReferenceTypes, FuzzOptions.Modes,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var binaryen = FuzzOptions.Binaryen(parsed);
            using var loop = new FuzzLoop("one", binaryen, binaryen, FuzzOptions.Engines(parsed), FuzzOptions.Second(parsed));
            var path = parsed.GetValue(File)!.FullName;
            Directory.CreateDirectory(FuzzPaths.Artifacts);
            var (verdict, calls) = await loop.TryAsync(new Candidate(await System.IO.File.ReadAllBytesAsync(path, cancellation), parsed.GetValue(FuzzOptions.Seed) ?? 0, path));
            Console.WriteLine($"{verdict.Kind} {verdict.Reason} ({calls} calls)");
            return verdict.Kind == VerdictKind.Different ? 1 : 0;
        });
        return command;
    }
}
