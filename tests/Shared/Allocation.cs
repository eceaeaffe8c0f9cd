namespace Cleanroom.Tests;

/// <summary>
/// Counts what code allocates when it is warm. Code that is not optimized yet, and the runtime while it replaces it, allocate more for a while; what the code itself
/// allocates, it allocates in every round.
/// </summary>
static class Allocation
{
    const int MaxRounds = 300;

    /// <summary>Fails when no round of many lets the calling thread allocate nothing.</summary>
    public static void AssertNone(Action round) => Assert.Equal(0, Settle(GC.GetAllocatedBytesForCurrentThread, round, 0));

    /// <summary>Repeats rounds until one allocates no more than expected, and gives the least that one allocated.</summary>
    /// <param name="allocated">The counter of allocated bytes.</param>
    /// <param name="round">What is measured.</param>
    /// <param name="expected">Bytes of a round.</param>
    public static long Settle(Func<long> allocated, Action round, long expected)
    {
        var least = long.MaxValue;
        for (var i = 0; i < MaxRounds && least > expected; i++)
        {
            var before = allocated();
            round();
            least = Math.Min(least, allocated() - before);
            // Lets the compiler's thread replace what ran often.
            if (least > expected) Thread.Sleep(10);
        }
        return least;
    }
}
