using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>A load or store to be emitted.</summary>
/// <param name="Offset">The offset that is added to the address.</param>
/// <param name="Width">Number of bytes.</param>
/// <param name="Constant">The address if it is a constant and the access is within the memory's minimum size, else null.</param>
/// <param name="Source">The local that holds the address, or null.</param>
/// <param name="IsMarked">True when earlier instructions have marked the page.</param>
readonly record struct MemoryAccess(ulong Offset, int Width, long? Constant, LocalValue? Source, bool IsMarked)
{
    /// <summary>True when no check is needed.</summary>
    public bool IsInside { get; init; }

    /// <summary>How many bytes from the address on are checked: at least up to <see cref="End"/>.</summary>
    public ulong CheckedEnd { get; init; }

    /// <summary>Distance from the address to the first byte behind the access.</summary>
    public ulong End => Offset + (ulong)Width;

    /// <summary>True when the mark of the address's page covers the whole access.</summary>
    public bool IsReach => End <= DirtyPages.Reach;
}
