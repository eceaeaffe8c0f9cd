using System.Diagnostics;

namespace Cleanroom.Tests;

/// <summary>Builds modules from their text where <c>wat2wasm</c> is there.</summary>
static class Assembler
{
    /// <summary>The bytes of a module; skips the test without the tool.</summary>
    public static byte[] Build(string text, params string[] options)
    {
        var assembler = FindOnPath("wat2wasm");
        Assert.SkipWhen(assembler is null, "wat2wasm is not on the PATH: install wabt to compare committed modules with their text.");
        var built = Path.Combine(Path.GetTempPath(), $"cleanroom-{Guid.NewGuid():N}.wasm");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(assembler!, [.. options, text, "-o", built]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return File.ReadAllBytes(built);
        }
        finally
        {
            File.Delete(built);
        }
    }

    static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
