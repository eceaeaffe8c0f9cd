namespace Cleanroom.Fuzz.Running;

/// <summary>What a case may use at most, on both sides.</summary>
static class RunLimits
{
    /// <summary>Pages of a memory: 128 MiB.</summary>
    public const uint MemoryPages = 2048;

    /// <summary>Lines of a transcript from calls of the host.</summary>
    public const int LogLines = 2000;

    /// <summary>Guest time until the engine is interrupted.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    /// <summary>Time until Node is ended. Longer, since it includes compilation and hashing.</summary>
    public static readonly TimeSpan NodeTime = TimeSpan.FromSeconds(4);

    /// <summary>Time for a whole case in the engine, compilation included, after which the process ends itself: a defect.</summary>
    public static readonly TimeSpan CaseTime = TimeSpan.FromSeconds(60);
}
