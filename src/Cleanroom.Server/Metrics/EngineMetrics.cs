using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Cleanroom.Server.Metrics;

/// <summary>Aggregates the engine's meter for the metrics page.</summary>
sealed class EngineMetrics : IDisposable
{
    const string Engine = "Cleanroom.Wasm";

    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<string, long> _traps = new();
    readonly ConcurrentDictionary<string, long> _sums = new();
    long _peak;

    public EngineMetrics()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Engine) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.Start();
    }

    /// <summary>Traps by kind.</summary>
    public IEnumerable<(string Kind, long Count)> Traps => _traps.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Total size of all linear memories in bytes.</summary>
    public long MemoryBytes => Sum("cleanroom.memory.usable");

    /// <summary>Peak total size in bytes.</summary>
    public long PeakBytes => Volatile.Read(ref _peak);

    /// <summary>Number of times a linear memory grew.</summary>
    public long Grows => Sum("cleanroom.memory.grows");

    /// <summary>Pages by which linear memories grew.</summary>
    public long GrownPages => Sum("cleanroom.memory.grown_pages");

    public void Dispose() => _listener.Dispose();

    long Sum(string name) => _sums.GetValueOrDefault(name);

    void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name == "cleanroom.traps" && tags is [{ Value: string kind }]) _traps.AddOrUpdate(kind, value, (_, sum) => sum + value);
        var sum = _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        if (instrument.Name != "cleanroom.memory.usable") return;
        for (var peak = Volatile.Read(ref _peak); sum > peak && Interlocked.CompareExchange(ref _peak, sum, peak) != peak; peak = Volatile.Read(ref _peak))
        {
        }
    }
}
