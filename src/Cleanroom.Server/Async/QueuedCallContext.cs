using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Async;

/// <summary>The event of a queued call. It knows the application but no request.</summary>
/// <param name="Application">The application.</param>
/// <param name="Deployment">The version in which the call was queued.</param>
sealed record QueuedCallContext(CleanApplication Application, Deployment Deployment) : IApplicationEvent;
