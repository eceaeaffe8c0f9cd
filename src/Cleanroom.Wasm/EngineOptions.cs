namespace Cleanroom.Wasm;

/// <summary>How an engine compiles modules.</summary>
public sealed record EngineOptions
{
    /// <summary>True (the default) when a module's code is freed with the last reference to the module. False makes calls between its functions a little faster.</summary>
    public bool Collectible { get; init; } = true;

    /// <summary>Maximum size, in bytes of code, of functions that are marked for inlining. Default: 40; 0 turns it off.</summary>
    public int InlineSize { get; init; } = 40;

    /// <summary>
    /// True (the default) to let every store mark its page of 4 KiB, so that an <see cref="InstancePool"/> resets what was written and nothing else. False
    /// makes stores a little faster and resets as slow as copying the whole memory.
    /// </summary>
    public bool TrackWrites { get; init; } = true;

    /// <summary>Bodies with more bytes of code access memory in the dense form. Tests set 0.</summary>
    internal int DenseSize { get; init; } = Compilation.DenseMemory.BodySize;
}
