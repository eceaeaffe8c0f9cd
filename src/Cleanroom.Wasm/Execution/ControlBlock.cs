using Cleanroom.Wasm.Model;
namespace Cleanroom.Wasm.Execution;

/// <summary>
/// The part of a store that compiled code reads: whether it has to stop, and the stack limit. Followed by space for results other than the first.
/// </summary>
struct ControlBlock
{
    /// <summary>The value of <see cref="Interrupt"/> when the host asked the guest to stop.</summary>
    public const int InterruptSignal = 1;

    /// <summary>The value of <see cref="Interrupt"/> when the guest's deadline has expired.</summary>
    public const int DeadlineSignal = 2;

    /// <summary>Nonzero when the guest has to stop: the reason.</summary>
    public int Interrupt;

    /// <summary>Number of active calls from the host into the guest.</summary>
    public int Depth;

    /// <summary>
    /// The lowest stack address that guest code may reach on the current thread; after an interrupt the highest possible address, so that one comparison
    /// checks both.
    /// </summary>
    public nuint StackLimit;

    /// <summary>Offset of the space for results in bytes.</summary>
    public const int ResultsOffset = 16;

    /// <summary>Size of a store's block in bytes.</summary>
    public const int Size = ResultsOffset + Model.ImplementationLimits.Results * sizeof(long);
}
