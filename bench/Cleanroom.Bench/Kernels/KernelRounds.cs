using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Kernels;

/// <summary>The measurements of one kernel in both engines, one entry per round, in microseconds per call.</summary>
sealed class KernelRounds(Kernel kernel)
{
    readonly List<double> ours = [];
    readonly List<double> peers = [];

    public Kernel Kernel { get; } = kernel;

    public double OurMilliseconds => Statistics.Median(ours) / 1000;

    public double PeerMilliseconds => Statistics.Median(peers) / 1000;

    /// <summary>Ours divided by the peer's, round by round.</summary>
    public IReadOnlyList<double> Ratios => [.. ours.Zip(peers, (our, peer) => our / peer)];

    /// <summary>Measures one more round. Which engine goes first changes from round to round.</summary>
    /// <exception cref="InvalidOperationException">A result is not the kernel's.</exception>
    public void Run(IKernelRunner our, IKernelRunner peer, int repetitions)
    {
        var ourTurn = ours.Count % 2 == 0;
        for (var turn = 0; turn < 2; turn++, ourTurn = !ourTurn)
            if (ourTurn) ours.Add(Measure(our, "Cleanroom", repetitions));
            else peers.Add(Measure(peer, "Node", repetitions));
    }

    double Measure(IKernelRunner runner, string name, int repetitions)
    {
        var microseconds = runner.RunMicroseconds(Kernel.Name, Kernel.N, repetitions, out var result);
        if (!result.Equals(Kernel.Result))
            throw new InvalidOperationException($"{name} returns {result:R} for {Kernel.Name}({Kernel.N}); {Kernel.Result:R} is right.");
        return microseconds / repetitions;
    }
}
