using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Async;

/// <summary>The calls that an event queued with <c>_async_fire</c>.</summary>
sealed class CallQueue : IGuestState<CallQueue>
{
    const int MaxCalls = 100;

    /// <summary>The calls, in order.</summary>
    public List<ExportCall> Calls { get; } = [];

    public static CallQueue Create(Guest guest) => new();

    /// <summary>Adds a call. Returns false when the queue is full.</summary>
    public bool TryAdd(ExportCall call)
    {
        if (Calls.Count == MaxCalls) return false;
        Calls.Add(call);
        return true;
    }
}
