using System.Runtime.CompilerServices;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.StressHost;

/// <summary>Loads, runs and drops modules of 500 KB of code: memory has to stay flat.</summary>
static class Unloading
{
    const int WarmUpCycles = 5;

    // One such module takes more than ten megabytes while it is loaded.
    const double MaxGrowthMegabytes = 40;

    public static int Run(int cycles)
    {
        // Pieces of 30 KB: the just-in-time compiler handles them without optimization, which saves time and changes nothing for unloading.
        var module = GeneratedModule.Make(GeneratedWork.Memory, 500 << 10, 30 << 10).Bytes;
        for (var i = 0; i < WarmUpCycles; i++) Cycle(module);
        var (before, heapBefore) = (ProcessMemory.SettledMegabytes(), GC.GetTotalMemory(true) / 1e6);
        for (var i = 0; i < cycles; i++) Cycle(module);
        var (after, heapAfter) = (ProcessMemory.SettledMegabytes(), GC.GetTotalMemory(true) / 1e6);
        Console.WriteLine($"{cycles} cycles: private memory {before:F1} MB before, {after:F1} MB after; GC heap {heapBefore:F1} MB before, {heapAfter:F1} MB after");
        if (after - before < MaxGrowthMegabytes && heapAfter - heapBefore < MaxGrowthMegabytes / 4) return 0;
        Console.Error.WriteLine("memory grows with every module that was dropped");
        return 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Cycle(byte[] bytes)
    {
        var module = new Engine().Compile(bytes);
        var instance = new Linker().Instantiate(new Store(), module);
        instance.GetFunction("run")!.Call<int, int>(1);
        instance.Memory!.Dispose();
    }
}
