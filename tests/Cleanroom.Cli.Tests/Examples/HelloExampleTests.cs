using System.Diagnostics;

namespace Cleanroom.Tests.Examples;

public sealed class HelloExampleTests
{
    static readonly string Folder = Path.Combine(SharedData.Repository, "examples", "hello");

    [Fact]
    public void HelloModule_rebuilt_from_its_text_has_the_committed_bytes()
    {
        var assembler = FindOnPath("wat2wasm");
        Assert.SkipWhen(assembler is null, "wat2wasm is not on the PATH: install wabt to compare examples/hello/hello.wasm with its text.");
        var rebuilt = Path.Combine(Path.GetTempPath(), $"cleanroom-hello-{Guid.NewGuid():N}.wasm");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(assembler!, [Path.Combine(Folder, "hello.wat"), "-o", rebuilt]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();

            Assert.True(process.ExitCode == 0, errors);
            Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "hello.wasm")), File.ReadAllBytes(rebuilt));
        }
        finally
        {
            File.Delete(rebuilt);
        }
    }

    static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
