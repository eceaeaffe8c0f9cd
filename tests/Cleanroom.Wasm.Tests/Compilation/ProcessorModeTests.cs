using System.Diagnostics;

namespace Cleanroom.Wasm.Tests.Compilation;

/// <summary>Numeric instructions as the just-in-time compiler translates them for other processors than this one: each in a process of its own.</summary>
public sealed class ProcessorModeTests
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // In .NET 10, BMI1, BMI2, LZCNT and FMA go with AVX2: DOTNET_EnableBMI1 alone does nothing.
    [Theory]
    [InlineData("")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Instructions_with_constants_before_every_consumer_give_what_the_specification_says(string switchedOff)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cleanroom.StressHost.dll"), "operations"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (switchedOff != "") start.Environment[switchedOff] = "0";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await errors}{await output}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
