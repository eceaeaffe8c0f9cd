using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Cleanroom.Bench.Compiling;

/// <summary>Hears from the runtime how it compiled the functions of modules.</summary>
sealed class JitListener : EventListener
{
    const EventKeywords Jit = (EventKeywords)0x10;
    const int TierShift = 7, TierMask = 7, MinOpts = 1;

    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    readonly ConcurrentDictionary<ulong, DateTime> started = new();
    readonly ConcurrentDictionary<int, double> milliseconds = new();
    int methods;
    int unoptimized;

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        (methods, unoptimized) = (0, 0);
        started.Clear();
        milliseconds.Clear();
    }

    /// <summary>How many compiled functions there were, and how many of them without optimization.</summary>
    public (int Methods, int Unoptimized) Heard => (Volatile.Read(ref methods), Volatile.Read(ref unoptimized));

    /// <summary>How long each function took, by its index. The runtime's events arrive some time after what they tell of: waits until no more come.</summary>
    public IReadOnlyDictionary<int, double> WaitForTimes()
    {
        for (var before = -1; before != Heard.Methods; Thread.Sleep(Quiet)) before = Heard.Methods;
        return milliseconds;
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Jit);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is not { EventName: { } kind, PayloadNames: { } names }) return;
        var isEnd = kind.StartsWith("MethodLoadVerbose", StringComparison.Ordinal);
        if (!isEnd && !kind.StartsWith("MethodJittingStarted", StringComparison.Ordinal)) return;
        // Methods of compiled modules are named f and their index.
        if (Payload("MethodName") is not string { Length: > 1 } name || name[0] != 'f' || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var function)) return;
        var method = Convert.ToUInt64(Payload("MethodID"), CultureInfo.InvariantCulture);
        if (!isEnd)
        {
            started[method] = eventData.TimeStamp;
            return;
        }
        if (started.TryRemove(method, out var start)) milliseconds[function] = (eventData.TimeStamp - start).TotalMilliseconds;
        Interlocked.Increment(ref methods);
        if ((Convert.ToUInt32(Payload("MethodFlags"), CultureInfo.InvariantCulture) >> TierShift & TierMask) == MinOpts) Interlocked.Increment(ref unoptimized);

        object? Payload(string field) => names.IndexOf(field) is >= 0 and var place ? eventData.Payload![place] : null;
    }
}
