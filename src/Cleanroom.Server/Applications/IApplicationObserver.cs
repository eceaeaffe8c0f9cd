using Cleanroom.Bridge.Guests;

namespace Cleanroom.Server.Applications;

/// <summary>A part of a feature that is told what happens in its application.</summary>
interface IApplicationObserver
{
    /// <summary>The entry point has returned. What its guest left is still there.</summary>
    void EntryPointEnded(StartContext start, Guest guest)
    {
    }

    /// <summary>A version of the application answers from now on.</summary>
    void Started(Deployment deployment)
    {
    }

    /// <summary>The handler of a request has returned and its answer was taken. What its guest left is still there.</summary>
    void RequestEnded(Deployment deployment, Guest guest)
    {
    }

    /// <summary>The application ends, no more requests come: finishes its work, or gives it up when the token is cancelled.</summary>
    Task DrainAsync(CancellationToken drain) => Task.CompletedTask;

    /// <summary>A request was answered.</summary>
    /// <param name="route">Its route, or null when none matched.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="started">When the request began, as <see cref="System.Diagnostics.Stopwatch"/> tells time.</param>
    void Answered(Route? route, string method, int status, long started)
    {
    }
}
