using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Async;

/// <summary>What belongs to a call that was queued: the application, and nothing of a request.</summary>
/// <param name="Application">The application.</param>
/// <param name="Deployment">The version of it in which the call was queued.</param>
sealed record QueuedCallContext(CleanApplication Application, Deployment Deployment) : IApplicationEvent;
