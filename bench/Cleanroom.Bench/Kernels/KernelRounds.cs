using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Kernels;

/// <summary>The measurements of one kernel in all engines, one entry per round, in microseconds per call. Ours is the first engine.</summary>
sealed class KernelRounds(Kernel kernel, IReadOnlyList<IKernelRunner> engines)
{
    readonly List<double>[] measured = [.. engines.Select(_ => new List<double>())];

    public Kernel Kernel { get; } = kernel;

    /// <summary>The median of an engine.</summary>
    public double Milliseconds(int engine) => Statistics.Median(measured[engine]) / 1000;

    /// <summary>Ours divided by a peer's, round by round.</summary>
    public IReadOnlyList<double> Ratios(int peer) => [.. measured[0].Zip(measured[peer], (our, other) => our / other)];

    /// <summary>Measures one more round. Which engine goes first changes from round to round.</summary>
    /// <exception cref="InvalidOperationException">A result is not the kernel's.</exception>
    public void Run(int repetitions)
    {
        var first = measured[0].Count;
        for (var turn = 0; turn < engines.Count; turn++)
        {
            var engine = (first + turn) % engines.Count;
            measured[engine].Add(Measure(engines[engine], repetitions));
        }
    }

    double Measure(IKernelRunner runner, int repetitions)
    {
        var microseconds = runner.RunMicroseconds(Kernel.Name, Kernel.N, repetitions, out var result);
        if (!result.Equals(Kernel.Result))
            throw new InvalidOperationException($"{runner.Name} returns {result:R} for {Kernel.Name}({Kernel.N}); {Kernel.Result:R} is right.");
        return microseconds / repetitions;
    }
}
