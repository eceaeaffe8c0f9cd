using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.MemoryRuntime;

/// <summary>The memory scopes of an event.</summary>
sealed class MemoryScopes : IGuestState<MemoryScopes>, IReusableState
{
    /// <summary>Number of times the guest opened or closed a scope, for diagnostics.</summary>
    public long Calls { get; set; }

    /// <summary>Number of open arena scopes.</summary>
    public int ArenaDepth { get; set; }

    public static MemoryScopes Create(Guest guest) => new();

    public void Reset() => (Calls, ArenaDepth) = (0, 0);
}
