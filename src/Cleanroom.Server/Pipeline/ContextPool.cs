namespace Cleanroom.Server.Pipeline;

/// <summary>Keeps contexts for later requests: one for each processor at once, the others in a bag.</summary>
sealed class ContextPool
{
    readonly RequestContext?[] _first = new RequestContext?[Environment.ProcessorCount];
    readonly System.Collections.Concurrent.ConcurrentBag<RequestContext> _others = [];

    ref RequestContext? Slot => ref _first[(uint)Thread.GetCurrentProcessorId() % (uint)_first.Length];

    /// <summary>Takes a context; it is empty.</summary>
    public RequestContext Rent() =>
        Interlocked.Exchange(ref Slot, null) is { } context || _others.TryTake(out context) ? context : new RequestContext();

    /// <summary>Returns an empty context.</summary>
    public void Return(RequestContext context)
    {
        if (Interlocked.CompareExchange(ref Slot, context, null) is not null) _others.Add(context);
    }
}
