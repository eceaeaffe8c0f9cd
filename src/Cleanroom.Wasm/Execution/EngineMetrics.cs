using System.Diagnostics.Metrics;

namespace Cleanroom.Wasm.Execution;

/// <summary>
/// The engine's metrics under the meter <c>Cleanroom.Wasm</c>: <c>cleanroom.instances</c> (created), <c>cleanroom.memory.grows</c>,
/// <c>cleanroom.memory.grown_pages</c>, <c>cleanroom.memory.usable</c> (bytes of all linear memories), <c>cleanroom.traps</c> by <c>kind</c>,
/// <c>cleanroom.compile.duration</c>. The switch <c>Cleanroom.Wasm.Metrics</c> of <see cref="AppContext"/>, set to false before first use, leaves them out.
/// </summary>
static class EngineMetrics
{
    static readonly bool IsEnabled = !AppContext.TryGetSwitch("Cleanroom.Wasm.Metrics", out var isEnabled) || isEnabled;

    public static void InstanceMade()
    {
        if (IsEnabled) Instruments.Instances.Add(1);
    }

    public static void MemoryMade(ulong bytes)
    {
        if (IsEnabled) Instruments.MemoryBytes.Add((long)bytes);
    }

    public static void MemoryGrown(ulong bytes)
    {
        if (!IsEnabled) return;
        Instruments.Grows.Add(1);
        Instruments.GrownPages.Add((long)(bytes / MemoryType.PageSize));
        Instruments.MemoryBytes.Add((long)bytes);
    }

    public static void MemoryGone(ulong bytes)
    {
        if (IsEnabled) Instruments.MemoryBytes.Add(-(long)bytes);
    }

    // A trap passes every call between guest and host on its way out, but counts once.
    public static void Trapped(TrapException trap)
    {
        if (!IsEnabled || trap.IsCounted) return;
        trap.IsCounted = true;
        if (Instruments.Traps.Enabled) Instruments.Traps.Add(1, new KeyValuePair<string, object?>("kind", trap.Kind.ToString()));
    }

    public static void Compiled(TimeSpan time)
    {
        if (IsEnabled) Instruments.CompileTime.Record(time.TotalSeconds);
    }

    // In a separate class, so that a program without metrics does not load their library.
    static class Instruments
    {
        static readonly Meter Meter = new("Cleanroom.Wasm");
        public static readonly Counter<long> Instances = Meter.CreateCounter<long>("cleanroom.instances", "{instance}", "Instances made.");
        public static readonly UpDownCounter<long> MemoryBytes = Meter.CreateUpDownCounter<long>("cleanroom.memory.usable", "By", "Usable bytes of all linear memories.");
        public static readonly Counter<long> Grows = Meter.CreateCounter<long>("cleanroom.memory.grows", "{growth}", "Times that a linear memory grew.");
        public static readonly Counter<long> GrownPages = Meter.CreateCounter<long>("cleanroom.memory.grown_pages", "{page}", "Pages by which linear memories grew.");
        public static readonly Counter<long> Traps = Meter.CreateCounter<long>("cleanroom.traps", "{trap}", "Traps by their kind.");
        public static readonly Histogram<double> CompileTime = Meter.CreateHistogram<double>("cleanroom.compile.duration", "s", "Time to compile a module to IL.");
    }
}
