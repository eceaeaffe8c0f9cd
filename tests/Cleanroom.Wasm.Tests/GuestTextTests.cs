using System.Diagnostics;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests;

/// <summary>The committed binaries of the guests are those of their texts.</summary>
public sealed class GuestTextTests
{
    public static TheoryData<string> Names() => [.. Directory.GetFiles(Guest.Folder, "*.wat").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Guest_rebuilt_from_its_text_has_the_committed_bytes(string name)
    {
        var assembler = FindOnPath("wat2wasm");
        Assert.SkipWhen(assembler is null, "wat2wasm is not on the PATH: install wabt to compare the guests with their texts.");
        var rebuilt = Path.Combine(Path.GetTempPath(), $"cleanroom-guest-{Guid.NewGuid():N}.wasm");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(assembler!, ["--debug-names", Path.Combine(Guest.Folder, name + ".wat"), "-o", rebuilt]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();

            Assert.True(process.ExitCode == 0, errors);
            Assert.Equal(File.ReadAllBytes(rebuilt), Guest.Read(name));
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
