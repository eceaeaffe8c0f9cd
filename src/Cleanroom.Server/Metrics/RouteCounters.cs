using System.Diagnostics;
using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Metrics;

/// <summary>Counts the responses of one route. Thread-safe and allocation-free.</summary>
/// <param name="method">The method label.</param>
/// <param name="route">The route label (the pattern).</param>
sealed class RouteCounters(string method, string route)
{
    const int Statuses = 600;

    /// <summary>Upper bounds of the duration buckets, in seconds.</summary>
    public static ReadOnlySpan<double> Bounds => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    readonly long[] _byStatus = new long[Statuses];
    readonly long[] _byDuration = new long[Bounds.Length + 1];
    long _ticks;

    public string Method => method;

    public string Route => route;

    /// <summary>Total duration of all responses in seconds.</summary>
    public double Seconds => (double)Volatile.Read(ref _ticks) / Stopwatch.Frequency;

    /// <summary>Responses by duration bucket; the last bucket is for durations above all bounds.</summary>
    public ReadOnlySpan<long> ByDuration => _byDuration;

    /// <summary>Counts a response.</summary>
    public void Add(int status, long ticks)
    {
        Interlocked.Increment(ref _byStatus[Math.Clamp(status, 0, Statuses - 1)]);
        Interlocked.Add(ref _ticks, ticks);
        var seconds = (double)ticks / Stopwatch.Frequency;
        var place = 0;
        while (place < Bounds.Length && seconds > Bounds[place]) place++;
        Interlocked.Increment(ref _byDuration[place]);
    }

    /// <summary>Every status that occurred, with its count.</summary>
    public IEnumerable<(int Status, long Count)> ByStatus()
    {
        for (var status = 0; status < Statuses; status++)
            if (Volatile.Read(ref _byStatus[status]) is > 0 and var count) yield return (status, count);
    }
}
