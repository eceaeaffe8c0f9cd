using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Abi;

/// <summary>Allocates in guest memory. Results are 8-aligned, inside the memory, and not zeroed.</summary>
abstract class GuestAllocator
{
    /// <summary>Allocates or traps; never returns 0.</summary>
    public abstract uint Allocate(Guest guest, uint size);
}
