using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>Limits for the guests of one store.</summary>
public sealed record ResourceLimits
{
    /// <summary>Maximum size of each linear memory in bytes, rounded down to pages of 64 KiB. Default: 1 GiB.</summary>
    public ulong MemoryBytes { get; init; } = 1UL << 30;

    /// <summary>The budget that linear memories count against, together with those of other stores; null for none (the default).</summary>
    public MemoryBudget? Budget { get; init; }

    /// <summary>Maximum number of slots of each table. Default: 10,000,000.</summary>
    public uint TableElements { get; init; } = ImplementationLimits.TableSize;

    /// <summary>
    /// Maximum native stack, in bytes, of guest code between entry and its deepest call. Default: 256 KiB, some thousands of calls; the time to unwind an
    /// exhausted stack grows with it.
    /// </summary>
    public int StackBytes { get; init; } = 256 << 10;

    /// <summary>Maximum number of instances in the store. Default: 1,000.</summary>
    public int Instances { get; init; } = 1000;

    /// <summary>Maximum duration of a call from the host into a guest, including waits in host functions. Default: null, no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan? Deadline
    {
        get;
        init
        {
            if (value is { } time) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>Maximum number of bytes that one call of a host function may allocate on the host for its result. Default: 64 MiB.</summary>
    public int HostCallBytes { get; init; } = 64 << 20;

    /// <summary>
    /// True to stop the guest when <c>memory.grow</c> fails, for programs that do not check its result. False (the default) to return −1 as specified.
    /// </summary>
    public bool TrapOnRefusedGrowth { get; init; }

    internal uint MemoryPages => (uint)Math.Min(MemoryBytes / MemoryType.PageSize, MemoryType.MaxPages);
}
