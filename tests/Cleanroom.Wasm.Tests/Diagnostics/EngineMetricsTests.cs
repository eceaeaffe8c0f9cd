using System.Diagnostics.Metrics;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Diagnostics;

/// <summary>What a listener of the meter <c>Cleanroom.Wasm</c> sees of the calling thread.</summary>
public sealed class EngineMetricsTests : IDisposable
{
    readonly List<(string Name, double Value, string? Kind)> _seen = [];
    readonly MeterListener _listener = new() { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == "Cleanroom.Wasm") listener.EnableMeasurementEvents(instrument); } };

    public EngineMetricsTests()
    {
        // Other tests use the engine on other threads; measurements arrive on the thread that makes them.
        var thread = Environment.CurrentManagedThreadId;
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == thread) _seen.Add((instrument.Name, value, tags.IsEmpty ? null : (string?)tags[0].Value));
        }
    }

    public void Dispose() => _listener.Dispose();

    double[] Of(string name) => [.. _seen.Where(entry => entry.Name == name).Select(entry => entry.Value)];

    [Fact]
    public void Listener_sees_compilation_instances_and_growth()
    {
        var instance = Guest.Instantiate("grow");
        instance.Export("grow").Invoke(Value.FromInt32(2));
        Assert.Equal([65536, 131072], Of("cleanroom.memory.usable"));
        instance.Memory!.Dispose();

        Assert.Equal([1], Of("cleanroom.instances"));
        Assert.Equal([1], Of("cleanroom.memory.grows"));
        Assert.Equal([65536, 131072, -196608], Of("cleanroom.memory.usable"));
        Assert.InRange(Assert.Single(Of("cleanroom.compile.duration")), 1e-6, 60);
    }

    [Fact]
    public void Listener_sees_each_trap_once_by_its_kind()
    {
        Instance? instance = null;
        var linker = new Linker().Define("env", "fail", (int n) =>
        {
            if (n == 0) throw new FormatException();
            return instance!.Export("deep").Call<int, int>(n);
        });
        instance = Guest.Instantiate("traps", null, linker);

        instance.Export("div_u").Trap(Value.FromInt32(1), Value.FromInt32(0));
        instance.Export("load").Trap(Value.FromInt32(-1));
        // Through two calls from the host.
        instance.Export("host").Trap(Value.FromInt32(7));
        instance.Export("host").Trap(Value.FromInt32(0));

        Assert.Equal(["IntegerDivideByZero", "MemoryOutOfBounds", "Unreachable", "HostDefect"], _seen.Where(entry => entry.Name == "cleanroom.traps").Select(entry => entry.Kind));
    }
}
