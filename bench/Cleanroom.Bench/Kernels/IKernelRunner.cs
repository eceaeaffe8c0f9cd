namespace Cleanroom.Bench.Kernels;

/// <summary>Runs the kernels of <c>kernels.wasm</c> in one engine.</summary>
interface IKernelRunner : IDisposable
{
    /// <summary>The engine's name.</summary>
    string Name { get; }

    /// <summary>Calls a kernel and measures the processor time. The first call of a kernel warms it up before it measures.</summary>
    /// <param name="kernel">The export's name.</param>
    /// <param name="n">The kernel's argument.</param>
    /// <param name="repetitions">How often the kernel is called.</param>
    /// <param name="result">What every call returned.</param>
    /// <returns>Microseconds of processor time of all repetitions together.</returns>
    double RunMicroseconds(string kernel, int n, int repetitions, out double result);
}
