using System.Diagnostics;
using Cleanroom.Fuzz.Cases;

namespace Cleanroom.Fuzz.Generating;

/// <summary>Valid modules made by binaryen's <c>wasm-opt</c> from random bytes.</summary>
sealed class Binaryen : IModuleSource, IDisposable
{
    static readonly string[] Features =
        ["--enable-mutable-globals", "--enable-sign-ext", "--enable-nontrapping-float-to-int", "--enable-bulk-memory", "--enable-multivalue"];

    /// <summary>What optimisations turn the random code into: other shapes of the same behaviour.</summary>
    static readonly string[][] Shapes = [[], [], ["-O1"], ["-O2"], ["-O3", "--flatten"], ["-Os"], ["--flatten", "--rereloop"], ["--fuzz-passes"]];

    readonly string _command;
    readonly string[] _features;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cleanroom-fuzz-");

    /// <summary>Uses the <c>wasm-opt</c> of this name or path.</summary>
    /// <param name="command">Name or path of <c>wasm-opt</c>.</param>
    /// <param name="referenceTypes">True for modules with references; binaryen 108 makes them with types that WebAssembly 2.0 has not.</param>
    public Binaryen(string command, bool referenceTypes)
    {
        _command = command;
        _features = referenceTypes ? [.. Features, "--enable-reference-types", "--disable-gc"] : Features;
    }

    /// <inheritdoc/>
    public Candidate? Make(ulong seed)
    {
        var random = new SplitMix(seed);
        var size = 1 << random.Below(8) + 5;
        var input = Path.Combine(_folder.FullName, $"{seed}.bin");
        var output = Path.Combine(_folder.FullName, $"{seed}.wasm");
        File.WriteAllBytes(input, random.Bytes(size + random.Below(size)));
        string[] options = [.. random.Pick<string[]>(Shapes), .. random.OneIn(4) ? Array.Empty<string>() : ["--denan"], .. random.OneIn(4) ? ["--no-fuzz-oob"] : Array.Empty<string>()];
        try
        {
            if (!Run(["-ttf", input, "-o", output, .. options])) return null;
            return new Candidate(File.ReadAllBytes(output), seed, $"wasm-opt -ttf {string.Join(' ', options)} of {size} to {2 * size} bytes");
        }
        finally
        {
            File.Delete(input);
            File.Delete(output);
        }
    }

    /// <summary>The module with code that turns every NaN into zero, or null when binaryen cannot read it.</summary>
    public byte[]? WithoutNaN(byte[] module)
    {
        var input = Path.Combine(_folder.FullName, "nan.wasm");
        var output = Path.Combine(_folder.FullName, "denan.wasm");
        File.WriteAllBytes(input, module);
        File.Delete(output);
        return Run([input, "-o", output, "--denan"]) ? File.ReadAllBytes(output) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    bool Run(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(_command, [.. arguments, .. _features]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        errors.Wait();
        process.WaitForExit();
        // Some random passes refuse some modules.
        return process.ExitCode == 0 && File.Exists(arguments[Array.IndexOf(arguments, "-o") + 1]);
    }
}
