using System.Diagnostics;
using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Metrics;

/// <summary>Counts the answers of one route, from any threads, without allocating.</summary>
/// <param name="method">The method in labels.</param>
/// <param name="route">The pattern in labels.</param>
sealed class RouteCounters(string method, string route)
{
    const int Statuses = 600;

    /// <summary>Upper ends of the classes of durations, in seconds.</summary>
    public static ReadOnlySpan<double> Bounds => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    readonly long[] _byStatus = new long[Statuses];
    readonly long[] _byDuration = new long[Bounds.Length + 1];
    long _ticks;

    public string Method => method;

    public string Route => route;

    /// <summary>Seconds of all answers together.</summary>
    public double Seconds => (double)Volatile.Read(ref _ticks) / Stopwatch.Frequency;

    /// <summary>Answers by duration, the last class for what is above all bounds.</summary>
    public ReadOnlySpan<long> ByDuration => _byDuration;

    /// <summary>Counts an answer.</summary>
    public void Add(int status, long ticks)
    {
        Interlocked.Increment(ref _byStatus[Math.Clamp(status, 0, Statuses - 1)]);
        Interlocked.Add(ref _ticks, ticks);
        var seconds = (double)ticks / Stopwatch.Frequency;
        var place = 0;
        while (place < Bounds.Length && seconds > Bounds[place]) place++;
        Interlocked.Increment(ref _byDuration[place]);
    }

    /// <summary>Every status that there was, and how often.</summary>
    public IEnumerable<(int Status, long Count)> ByStatus()
    {
        for (var status = 0; status < Statuses; status++)
            if (Volatile.Read(ref _byStatus[status]) is > 0 and var count) yield return (status, count);
    }
}
