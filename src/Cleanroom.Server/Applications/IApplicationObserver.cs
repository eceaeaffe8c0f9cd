using Cleanroom.Bridge.Guests;

namespace Cleanroom.Server.Applications;

/// <summary>A part of a feature that is notified of application events.</summary>
interface IApplicationObserver
{
    /// <summary>Called when the entry point has returned, before its guest's state is discarded.</summary>
    void EntryPointEnded(StartContext start, Guest guest)
    {
    }

    /// <summary>Called when a version goes into service.</summary>
    void Started(Deployment deployment)
    {
    }

    /// <summary>Called when a request handler has returned and its response was taken, before its guest's state is discarded.</summary>
    void RequestEnded(Deployment deployment, Guest guest)
    {
    }

    /// <summary>Called when the application begins to end: requests still run. What lasts as long as its client wants has to end now.</summary>
    void Draining()
    {
    }

    /// <summary>Called when the application ends and no more requests come: finish the work, or give up when the token is cancelled.</summary>
    Task DrainAsync(CancellationToken drain) => Task.CompletedTask;

    /// <summary>Called when a request was answered.</summary>
    /// <param name="route">Its route, or null when none matched.</param>
    /// <param name="method">The request method.</param>
    /// <param name="status">The response status.</param>
    /// <param name="ticks">How long that took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    void Answered(Route? route, string method, int status, long ticks)
    {
    }
}
