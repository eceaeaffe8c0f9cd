using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>The limits of the guests of one store.</summary>
public sealed record ResourceLimits
{
    /// <summary>Bytes of each linear memory, rounded down to pages of 64 KiB. Default: 1 GiB.</summary>
    public ulong MemoryBytes { get; init; } = 1UL << 30;

    /// <summary>Slots of each table. Default: 10,000,000.</summary>
    public uint TableElements { get; init; } = ImplementationLimits.TableSize;

    /// <summary>Bytes of native stack that guest code may use between entry and its deepest call. Default: 1 MiB.</summary>
    public int StackBytes { get; init; } = 1 << 20;

    /// <summary>Instances in the store. Default: 1,000.</summary>
    public int Instances { get; init; } = 1000;

    /// <summary>How long a call from the host into a guest may take, waits of host functions included. Default: null, no limit.</summary>
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

    /// <summary>Bytes that one call of a host function may allocate on the host for its result. Default: 64 MiB.</summary>
    public int HostCallBytes { get; init; } = 64 << 20;

    /// <summary>
    /// True to stop the guest when <c>memory.grow</c> is refused, for programs that do not look at its result. False (the default) to answer −1 as the
    /// specification says.
    /// </summary>
    public bool TrapOnRefusedGrowth { get; init; }

    internal uint MemoryPages => (uint)Math.Min(MemoryBytes / MemoryType.PageSize, MemoryType.MaxPages);
}
