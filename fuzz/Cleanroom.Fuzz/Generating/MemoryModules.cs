using Cleanroom.Fuzz.Cases;
using Cleanroom.StressHost.Operations;

namespace Cleanroom.Fuzz.Generating;

/// <summary>
/// Modules that access memory through a few locals: the same address again and again, with offsets and sums of constants, in blocks and loops, near the ends of
/// pages and of the memory.
/// </summary>
sealed class MemoryModules : IModuleSource
{
    /// <inheritdoc/>
    public Candidate Make(ulong seed)
    {
        var random = new SplitMix(seed);
        var module = new OperationModule();
        module.ExportMemory();
        for (var count = 1 + random.Below(4); count > 0; count--) new MemoryFunction(random).AddTo(module);
        return new Candidate(module.ToArray(), seed, "memory");
    }
}
