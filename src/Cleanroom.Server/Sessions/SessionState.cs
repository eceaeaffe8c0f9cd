namespace Cleanroom.Server.Sessions;

/// <summary>A session: the signed-in user and the data that programs store. Immutable.</summary>
public sealed record SessionState
{
    /// <summary>Maximum number of bytes that programs may store in one session.</summary>
    internal const int MaxBytes = 1 << 20;

    /// <summary>The user id as text, or null when no user is signed in.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's role.</summary>
    public string Role { get; init; } = "";

    /// <summary>A JSON object with the claims set at sign-in, or empty.</summary>
    public ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>The JSON text stored by programs, or empty.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The token that state-changing requests must carry, or "".</summary>
    public string CsrfToken { get; init; } = "";

    /// <summary>How long it lives without being used.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>When it was last renewed.</summary>
    public required DateTimeOffset Touched { get; init; }

    /// <summary>Number of bytes stored by programs.</summary>
    public long Bytes => Claims.Length + Data.Length + 2L * CsrfToken.Length;

    /// <summary>When it expires.</summary>
    public DateTimeOffset Expires => Touched + TimeToLive;

    /// <summary>True when a tenth of the lifetime has passed since the last renewal: the session is then renewed and its cookie sent again.</summary>
    internal bool ShouldRenew(DateTimeOffset now) => now - Touched > TimeToLive / 10;
}
