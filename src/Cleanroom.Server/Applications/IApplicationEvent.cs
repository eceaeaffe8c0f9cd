namespace Cleanroom.Server.Applications;

/// <summary>The event a guest of a running application works on: a request or a queued call.</summary>
interface IApplicationEvent
{
    /// <summary>The application.</summary>
    CleanApplication Application { get; }

    /// <summary>The version in which the event started.</summary>
    Deployment Deployment { get; }
}
