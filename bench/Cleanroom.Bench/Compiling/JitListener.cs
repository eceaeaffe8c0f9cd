using System.Diagnostics.Tracing;

namespace Cleanroom.Bench.Compiling;

/// <summary>Hears from the runtime how it compiled methods.</summary>
sealed class JitListener : EventListener
{
    const EventKeywords Jit = (EventKeywords)0x10;
    const int TierShift = 7, TierMask = 7, MinOpts = 1;

    int methods;
    int unoptimized;

    /// <summary>Forgets what was heard.</summary>
    public void Reset() => (methods, unoptimized) = (0, 0);

    /// <summary>How many compiled functions there were, and how many of them without optimization.</summary>
    public (int Methods, int Unoptimized) Heard => (Volatile.Read(ref methods), Volatile.Read(ref unoptimized));

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Jit);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true || eventData.PayloadNames is not { } names) return;
        // Methods of compiled modules are named f and their index.
        if (eventData.Payload![names.IndexOf("MethodName")] is not string { Length: > 1 } name || name[0] != 'f' || !char.IsAsciiDigit(name[1])) return;
        var flags = Convert.ToUInt32(eventData.Payload[names.IndexOf("MethodFlags")], System.Globalization.CultureInfo.InvariantCulture);
        Interlocked.Increment(ref methods);
        if ((flags >> TierShift & TierMask) == MinOpts) Interlocked.Increment(ref unoptimized);
    }
}
