using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.MemoryRuntime;

/// <summary>The memory scopes of an event.</summary>
sealed class MemoryScopes : IGuestState<MemoryScopes>, IReusableState
{
    /// <summary>How often the guest opened or closed one, for diagnostics.</summary>
    public long Calls { get; set; }

    /// <summary>Arena scopes that are open.</summary>
    public int ArenaDepth { get; set; }

    public static MemoryScopes Create(Guest guest) => new();

    public void Reset() => (Calls, ArenaDepth) = (0, 0);
}
