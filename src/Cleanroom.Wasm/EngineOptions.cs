namespace Cleanroom.Wasm;

/// <summary>Compiler options.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// True (the default) to free a module's code with the last reference to the module. False makes calls between its functions slightly faster.
    /// </summary>
    public bool Collectible { get; init; } = true;

    /// <summary>Maximum code size in bytes of functions marked for inlining. Default: 40; 0 disables it.</summary>
    public int InlineSize { get; init; } = 40;

    /// <summary>
    /// True (the default) to let every store instruction mark its page of 4 KiB, so that an <see cref="InstancePool"/> resets only the written pages. False
    /// makes stores slightly faster, but a reset then copies the whole memory.
    /// </summary>
    public bool TrackWrites { get; init; } = true;

    /// <summary>Larger bodies, in bytes of code, access memory in the dense form. Tests set 0.</summary>
    internal int DenseSize { get; init; } = Compilation.DenseMemory.BodySize;
}
