using System.Diagnostics.Metrics;

namespace Cleanroom.Wasm.Execution;

/// <summary>
/// The engine's metrics under the meter <c>Cleanroom.Wasm</c>: <c>cleanroom.instances</c> (created), <c>cleanroom.memory.grows</c>,
/// <c>cleanroom.memory.grown_pages</c>, <c>cleanroom.memory.usable</c> (bytes of all linear memories), <c>cleanroom.traps</c> by <c>kind</c>,
/// <c>cleanroom.compile.duration</c>.
/// </summary>
static class EngineMetrics
{
    static readonly Meter Meter = new("Cleanroom.Wasm");
    static readonly Counter<long> InstanceCount = Meter.CreateCounter<long>("cleanroom.instances", "{instance}", "Instances made.");
    static readonly UpDownCounter<long> MemoryBytes = Meter.CreateUpDownCounter<long>("cleanroom.memory.usable", "By", "Usable bytes of all linear memories.");
    static readonly Counter<long> GrowCount = Meter.CreateCounter<long>("cleanroom.memory.grows", "{growth}", "Times that a linear memory grew.");
    static readonly Counter<long> GrownPages = Meter.CreateCounter<long>("cleanroom.memory.grown_pages", "{page}", "Pages by which linear memories grew.");
    static readonly Counter<long> TrapCount = Meter.CreateCounter<long>("cleanroom.traps", "{trap}", "Traps by their kind.");
    static readonly Histogram<double> CompileTime = Meter.CreateHistogram<double>("cleanroom.compile.duration", "s", "Time to compile a module to IL.");

    public static void InstanceMade() => InstanceCount.Add(1);

    public static void MemoryMade(ulong bytes) => MemoryBytes.Add((long)bytes);

    public static void MemoryGrown(ulong bytes)
    {
        GrowCount.Add(1);
        GrownPages.Add((long)(bytes / MemoryType.PageSize));
        MemoryBytes.Add((long)bytes);
    }

    public static void MemoryGone(ulong bytes) => MemoryBytes.Add(-(long)bytes);

    // A trap passes every call between guest and host on its way out, but counts once.
    public static void Trapped(TrapException trap)
    {
        if (trap.IsCounted) return;
        trap.IsCounted = true;
        if (TrapCount.Enabled) TrapCount.Add(1, new KeyValuePair<string, object?>("kind", trap.Kind.ToString()));
    }

    public static void Compiled(TimeSpan time) => CompileTime.Record(time.TotalSeconds);
}
