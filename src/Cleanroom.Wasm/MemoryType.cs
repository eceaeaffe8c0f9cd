namespace Cleanroom.Wasm;

/// <summary>The size limits of a linear memory, in pages of 64 KiB.</summary>
/// <param name="Minimum">Initial number of pages.</param>
/// <param name="Maximum">Maximum number of pages, or null for no maximum.</param>
public sealed record MemoryType(uint Minimum, uint? Maximum)
{
    /// <summary>Size of a page in bytes.</summary>
    public const int PageSize = 65536;

    /// <summary>Maximum number of pages with 32-bit addresses.</summary>
    public const uint MaxPages = 65536;
}
