using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>What is known about an address.</summary>
/// <param name="Address">The address.</param>
/// <param name="End">How many bytes from it on are in the memory for certain.</param>
/// <param name="IsMarked">True when its page is marked.</param>
readonly record struct KnownAddress(LocalValue Address, ulong End, bool IsMarked)
{
    /// <summary>How far the address that was asked for is behind this one: at most <see cref="End"/>.</summary>
    public ulong Distance { get; init; }

    /// <summary>True when the bytes of an access up to this end, from the address that was asked for, are in the memory.</summary>
    public bool Contains(ulong end) => Distance + end <= End;

    /// <summary>True when they are marked too.</summary>
    public bool Marks(ulong end) => IsMarked && Distance + end <= DirtyPages.Reach;
}
