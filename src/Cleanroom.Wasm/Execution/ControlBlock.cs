using Cleanroom.Wasm.Model;
namespace Cleanroom.Wasm.Execution;

/// <summary>What compiled code reads of its store: whether it has to stop and how deep the stack may get. Followed by room for second and further results.</summary>
struct ControlBlock
{
    /// <summary>The value of <see cref="Interrupt"/> when the host asked the guest to stop.</summary>
    public const int InterruptSignal = 1;

    /// <summary>The value of <see cref="Interrupt"/> when the guest's time is up.</summary>
    public const int DeadlineSignal = 2;

    /// <summary>Not zero when the guest has to stop: the reason.</summary>
    public int Interrupt;

    /// <summary>How many calls from the host into the guest are active.</summary>
    public int Depth;

    /// <summary>The lowest stack address that guest code may reach on the current thread; the highest address of all after an interrupt, so that one comparison serves both.</summary>
    public nuint StackLimit;

    /// <summary>Bytes in front of the room for results.</summary>
    public const int ResultsOffset = 16;

    /// <summary>Bytes of a store's block.</summary>
    public const int Size = ResultsOffset + Model.ImplementationLimits.Results * sizeof(long);
}
