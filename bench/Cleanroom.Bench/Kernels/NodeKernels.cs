using System.Diagnostics;
using System.Text.Json;

namespace Cleanroom.Bench.Kernels;

/// <summary>The kernels in Node: a child process that answers one request per line.</summary>
sealed class NodeKernels : IKernelRunner
{
    readonly Process process;

    public NodeKernels(string node = "node")
    {
        process = Process.Start(new ProcessStartInfo(node, [Path.Combine(BenchPaths.Kernels, "kernels.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public double RunMicroseconds(string kernel, int n, int repetitions, out double result)
    {
        process.StandardInput.WriteLine($"{kernel} {n} {repetitions}");
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"Node ended while kernel '{kernel}' was running.");
        using var answer = JsonDocument.Parse(line);
        if (answer.RootElement.TryGetProperty("error", out var error)) throw new InvalidOperationException($"Node, kernel '{kernel}': {error}");
        result = answer.RootElement.GetProperty("result").GetDouble();
        return answer.RootElement.GetProperty("cpuMicroseconds").GetDouble();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }
}
