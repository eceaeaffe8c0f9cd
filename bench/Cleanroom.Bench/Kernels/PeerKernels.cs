using Cleanroom.Bench.Processes;

namespace Cleanroom.Bench.Kernels;

/// <summary>The kernels in a child process that answers one request per line.</summary>
sealed class PeerKernels(PeerProcess peer) : IKernelRunner
{
    public string Name => peer.Name;

    /// <summary>The kernels in Node.</summary>
    public static PeerKernels Node() => new(PeerProcess.Node(BenchPaths.Resource("Kernels", "kernels.mjs")));

    /// <summary>The kernels in Wasmtime, see <see cref="WasmtimeKernels"/>.</summary>
    public static PeerKernels Wasmtime(bool stoppable) => new(stoppable ? PeerProcess.Wasmtime("wasmtime-kernels") : PeerProcess.Wasmtime("wasmtime-kernels", "--unstoppable"));

    public double RunMicroseconds(string kernel, int n, int repetitions, out double result)
    {
        var answer = peer.Ask($"{kernel} {n} {repetitions}");
        result = answer.GetProperty("result").GetDouble();
        return answer.GetProperty("cpuMicroseconds").GetDouble();
    }

    public void Dispose() => peer.Dispose();
}
