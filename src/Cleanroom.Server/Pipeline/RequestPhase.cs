namespace Cleanroom.Server.Pipeline;

/// <summary>When a step runs (docs/contract/server.md, section 1). Within a phase, steps run in the order of the features; core steps run last.</summary>
enum RequestPhase
{
    /// <summary>Determines the client and checks the framing.</summary>
    Arrival,

    /// <summary>Answers requests for the host itself, such as health checks.</summary>
    HostAnswers,

    /// <summary>Rejects hosts and requests that are not served; sets headers for all later responses.</summary>
    Admission,

    /// <summary>Enforces rate limits.</summary>
    Limits,

    /// <summary>Answers requests whose target is not a path.</summary>
    Targets,

    /// <summary>Finds the route or file for the path.</summary>
    Routes,

    /// <summary>Answers requests that no handler answers.</summary>
    RouteAnswers,

    /// <summary>Identifies the user.</summary>
    Identity,

    /// <summary>Rejects users who may not use the route.</summary>
    Access,

    /// <summary>Reads the body.</summary>
    Body,

    /// <summary>Rejects requests based on their body.</summary>
    Content,

    /// <summary>Runs the handler in a guest.</summary>
    Guest,

    /// <summary>Answers when the guest did not.</summary>
    Failure,
}
