using Cleanroom.Bench.Processes;

namespace Cleanroom.Bench.Kernels;

/// <summary>The kernels in Node: a child process that answers one request per line.</summary>
sealed class NodeKernels : IKernelRunner
{
    readonly NodeServer node = new(BenchPaths.Resource("Kernels", "kernels.mjs"));

    public double RunMicroseconds(string kernel, int n, int repetitions, out double result)
    {
        var answer = node.Ask($"{kernel} {n} {repetitions}");
        result = answer.GetProperty("result").GetDouble();
        return answer.GetProperty("cpuMicroseconds").GetDouble();
    }

    public void Dispose() => node.Dispose();
}
