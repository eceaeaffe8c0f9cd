using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.MemoryRuntime;

/// <summary>
/// Memory runtime, arenas, state, build store and probes: contract section 5, ABI sections 9 and 11. Except for <c>mem_alloc</c> they have no effect:
/// compilers place the scope calls so that freeing would release values still in use.
/// </summary>
static class MemoryFunctions
{
    const uint MinBytes = 8;

    /// <summary>
    /// Allocates the larger of two byte counts (compilers pass type id and size, older documents say size and alignment), at least 8; zeroed, 8-aligned.
    /// </summary>
    [HostFunction("mem_alloc", Module = "memory_runtime")]
    internal static GuestPointer Allocate(Guest guest, int first, int second) =>
        guest.NewBlock(Math.Max(Math.Max((uint)first, (uint)second), MinBytes));

    /// <summary>No effect; any pointer is accepted. Result, if declared: 0.</summary>
    [HostFunction("mem_retain", Module = "memory_runtime")]
    internal static int Retain(GuestPointer _) => 0;

    /// <summary>No effect; any pointer is accepted. Result, if declared: 0.</summary>
    [HostFunction("mem_release", Module = "memory_runtime")]
    internal static int Release(GuestPointer _) => 0;

    /// <summary>No effect except a count for diagnostics.</summary>
    [HostFunction("mem_scope_push", Module = "memory_runtime")]
    internal static int PushScope(Guest guest) => CountScope(guest);

    /// <summary>No effect except a count for diagnostics: memory allocated inside the scope is kept.</summary>
    [HostFunction("mem_scope_pop", Module = "memory_runtime")]
    internal static int PopScope(Guest guest) => CountScope(guest);

    /// <summary>Opens an arena scope and returns the number of open scopes, at least 1. Nothing is ever freed.</summary>
    [HostFunction("_arena_scope_push")]
    internal static int PushArena(Guest guest)
    {
        var scopes = guest.State<MemoryScopes>();
        scopes.Calls++;
        return scopes.ArenaDepth = Math.Min(scopes.ArenaDepth, int.MaxValue - 1) + 1;
    }

    /// <summary>Closes arena scopes down to the one that push returned; any number is accepted, nothing is freed.</summary>
    [HostFunction("_arena_scope_pop")]
    internal static int PopArena(Guest guest, int depth)
    {
        var scopes = guest.State<MemoryScopes>();
        scopes.Calls++;
        if (depth > 0 && depth <= scopes.ArenaDepth) scopes.ArenaDepth = depth - 1;
        return 0;
    }

    /// <summary>No effect: state globals are not exported.</summary>
    [HostFunction("_state_reset_all")]
    internal static int ResetState() => 0;

    /// <summary>No effect: state globals are not exported.</summary>
    [HostFunction("_state_reset_named")]
    internal static int ResetNamedState(GuestPointer _) => 0;

    /// <summary>Returns "": the build store exists only while compiling.</summary>
    [HostFunction("_build_state_get")]
    internal static GuestString BuildStateGet(Guest guest, ReadOnlySpan<byte> _) => guest.NewString(default);

    /// <summary>No effect: the build store exists only while compiling.</summary>
    [HostFunction("_build_state_set")]
    internal static int BuildStateSet(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 0;

    /// <summary>No effect: a compiler diagnostic of 0.33.101.</summary>
    [HostFunction("_probe_ptr")]
    internal static int Probe(int first, int second) => 0;

    /// <summary>Returns 0: a compiler diagnostic of 0.33.101.</summary>
    [HostFunction("_probe_ptr_dump")]
    internal static int ProbeDump() => 0;

    /// <summary>No effect: a compiler diagnostic of 0.33.101.</summary>
    [HostFunction("_probe_ptr_reset")]
    internal static int ProbeReset() => 0;

    static int CountScope(Guest guest)
    {
        guest.State<MemoryScopes>().Calls++;
        return 0;
    }
}
