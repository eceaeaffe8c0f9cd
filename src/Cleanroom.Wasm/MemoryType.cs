namespace Cleanroom.Wasm;

/// <summary>The size limits of a linear memory, in pages of 64 KiB.</summary>
/// <param name="Minimum">Pages at the start.</param>
/// <param name="Maximum">Most pages it may have, or null.</param>
public readonly record struct MemoryType(uint Minimum, uint? Maximum)
{
    /// <summary>Bytes in a page.</summary>
    public const int PageSize = 65536;

    /// <summary>Most pages that 32-bit addresses reach.</summary>
    public const uint MaxPages = 65536;
}
