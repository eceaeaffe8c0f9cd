namespace Cleanroom.Server.Pipeline;

/// <summary>When a step runs (docs/contract/server.md, section 1). Within a phase, steps run in the order of the features, and those of the core come last.</summary>
enum RequestPhase
{
    /// <summary>Finds out who sent what.</summary>
    Arrival,

    /// <summary>Answers what the host itself is asked.</summary>
    HostAnswers,

    /// <summary>Refuses what is not served, sets headers of all answers that follow.</summary>
    Admission,

    /// <summary>Refuses what is too much.</summary>
    Limits,

    /// <summary>Answers what needs no path.</summary>
    Targets,

    /// <summary>Finds what answers the path.</summary>
    Routes,

    /// <summary>Answers where no handler does.</summary>
    RouteAnswers,

    /// <summary>Finds out who is signed in.</summary>
    Identity,

    /// <summary>Refuses who may not use the route.</summary>
    Access,

    /// <summary>Reads the body.</summary>
    Body,

    /// <summary>Refuses what the body decides about.</summary>
    Content,

    /// <summary>Runs the handler in a guest.</summary>
    Guest,

    /// <summary>Answers where the guest gave no answer.</summary>
    Failure,
}
