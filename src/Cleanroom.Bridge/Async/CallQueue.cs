using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Async;

/// <summary>The calls that an event queued with <c>_async_fire</c>.</summary>
sealed class CallQueue : IGuestState<CallQueue>
{
    const int MaxCalls = 100;

    /// <summary>The calls in their order.</summary>
    public List<ExportCall> Calls { get; } = [];

    public static CallQueue Create(Guest guest) => new();

    /// <summary>Adds a call. False when there are too many.</summary>
    public bool TryAdd(ExportCall call)
    {
        if (Calls.Count == MaxCalls) return false;
        Calls.Add(call);
        return true;
    }
}
