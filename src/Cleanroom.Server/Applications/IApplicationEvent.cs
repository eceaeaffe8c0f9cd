namespace Cleanroom.Server.Applications;

/// <summary>What a guest of a running application works on: a request, or a call that was queued.</summary>
interface IApplicationEvent
{
    /// <summary>The application.</summary>
    CleanApplication Application { get; }

    /// <summary>The version of it in which the event began.</summary>
    Deployment Deployment { get; }
}
