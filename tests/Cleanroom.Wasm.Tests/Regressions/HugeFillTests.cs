using System.Diagnostics;

namespace Cleanroom.Wasm.Tests.Regressions;

/// <summary>Fills with a constant length.</summary>
public sealed class HugeFillTests
{
    const long Most = 256 << 20;

    [Fact]
    public void Fill_with_huge_constant_length_compiles_in_little_memory_and_traps()
    {
        var instance = RegressionGuest.Instantiate("huge-constant-fill");
        var before = PeakMemory();
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetFunction("fill")!.Call()).Kind);
        Assert.True(PeakMemory() - before < Most, $"compiling and running took {PeakMemory() - before} bytes");
    }

    static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
