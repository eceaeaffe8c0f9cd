namespace Cleanroom.Server.Sessions;

/// <summary>A session: who is signed in, and what programs keep in it. Immutable.</summary>
public sealed record SessionState
{
    /// <summary>Most bytes that programs may keep in one session.</summary>
    internal const int MaxBytes = 1 << 20;

    /// <summary>The user as text, or null while nobody is signed in.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's role.</summary>
    public string Role { get; init; } = "";

    /// <summary>A JSON object with what was claimed at sign-in, or nothing.</summary>
    public ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>The JSON text that programs keep, or nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The token that changing requests must carry, or "".</summary>
    public string CsrfToken { get; init; } = "";

    /// <summary>How long it lives without being used.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>When its life was prolonged last.</summary>
    public required DateTimeOffset Touched { get; init; }

    /// <summary>Bytes that programs keep in it.</summary>
    public long Bytes => Claims.Length + Data.Length + 2L * CsrfToken.Length;

    /// <summary>When it ends.</summary>
    public DateTimeOffset Expires => Touched + TimeToLive;

    /// <summary>True when a tenth of its life has passed since it was prolonged: then it is prolonged again, and its cookie is sent again.</summary>
    internal bool ShouldRenew(DateTimeOffset now) => now - Touched > TimeToLive / 10;
}
