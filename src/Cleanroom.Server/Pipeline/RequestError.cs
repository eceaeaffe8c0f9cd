namespace Cleanroom.Server.Pipeline;

/// <summary>Who caused an error.</summary>
enum Fault
{
    /// <summary>The client: a different request may succeed.</summary>
    Client,

    /// <summary>The program: its handler trapped, returned something that cannot be sent, or took too long.</summary>
    Program,

    /// <summary>The host: it is busy, does not support the version, or has a bug.</summary>
    Host,
}

/// <summary>All errors with which requests are answered (docs/contract/server.md, section 7), one row each.</summary>
sealed class RequestError
{
    public static readonly RequestError
        Malformed = new("BAD_REQUEST", 400, "the request is malformed", Fault.Client),
        DotSegments = new("BAD_REQUEST", 400, "the path has dot segments", Fault.Client),
        OtherHost = new("BAD_REQUEST", 400, "the host is not served here", Fault.Client),
        SignInRequired = new("AUTH_ERROR", 401, "sign in first", Fault.Client),
        RoleRequired = new("PERMISSION_DENIED", 403, "this needs another role", Fault.Client),
        CsrfFailed = new("CSRF_FAILED", 403, "the CSRF token is missing or wrong", Fault.Client),
        OtherOrigin = new("PERMISSION_DENIED", 403, "pages of this origin may not connect", Fault.Client),
        NotFound = new("NOT_FOUND", 404, "there is nothing at this path", Fault.Client),
        OtherMethods = new("METHOD_NOT_ALLOWED", 405, "the path has no route for this method", Fault.Client),
        OtherTargets = new("METHOD_NOT_ALLOWED", 405, "the target is not for this method", Fault.Client),
        ArrivedTooSlowly = new("REQUEST_TIMEOUT", 408, "the request took too long to arrive", Fault.Client),
        LengthRequired = new("BAD_REQUEST", 411, "the request is malformed", Fault.Client),
        OtherVersion = new("PRECONDITION_FAILED", 412, "the file is not the one that was asked for", Fault.Client),
        BodyTooLarge = new("PAYLOAD_TOO_LARGE", 413, "the body is larger than the limit", Fault.Client),
        TargetTooLong = new("URI_TOO_LONG", 414, "the request line is longer than the limit", Fault.Client),
        NoSuchRange = new("RANGE_NOT_SATISFIABLE", 416, "the file has no such range", Fault.Client),
        UpgradeRequired = new("UPGRADE_REQUIRED", 426, "this path is for WebSocket", Fault.Client),
        TooManyRequests = new("RATE_LIMITED", 429, "too many requests", Fault.Client),
        TooManySockets = new("RATE_LIMITED", 429, "too many WebSocket connections from this address", Fault.Client),
        HeadersTooLarge = new("HEADERS_TOO_LARGE", 431, "the headers are more than the limit", Fault.Client),
        ProgramFailed = new("INTERNAL_ERROR", 500, "internal error", Fault.Program),
        HostFailed = new("INTERNAL_ERROR", 500, "internal error", Fault.Host),
        Overloaded = new("OVERLOADED", 503, "all guests are busy", Fault.Host),
        SocketsUsedUp = new("OVERLOADED", 503, "no more WebSocket connections are accepted", Fault.Host),
        MemoryUsedUp = new("OVERLOADED", 503, "the memory of the server is in use", Fault.Host),
        ProgramTooSlow = new("TIMEOUT", 504, "the request took too long", Fault.Program),
        UnknownHttpVersion = new("HTTP_VERSION_NOT_SUPPORTED", 505, "this version of HTTP is not spoken here", Fault.Host);

    RequestError(string code, int status, string message, Fault fault) => (Code, Status, Message, Fault) = (code, status, message, fault);

    /// <summary>The code in the envelope.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The message in the envelope.</summary>
    public string Message { get; }

    /// <summary>Who caused it. Errors not caused by the client carry the request id.</summary>
    public Fault Fault { get; }

    /// <summary>The error for a request that Kestrel cannot parse, by Kestrel's status.</summary>
    public static RequestError Unreadable(int status) => status switch
    {
        405 => OtherTargets,
        408 => ArrivedTooSlowly,
        411 => LengthRequired,
        413 => BodyTooLarge,
        414 => TargetTooLong,
        431 => HeadersTooLarge,
        505 => UnknownHttpVersion,
        _ => Malformed,
    };
}
