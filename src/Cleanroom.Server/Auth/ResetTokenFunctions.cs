using System.Security.Cryptography;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Auth;

/// <summary>Single-use password reset tokens. Only their SHA-256 is stored, in the session store (contract, functions 16).</summary>
[WaitsFor(Waits.Sessions)]
static class ResetTokenFunctions
{
    const int TokenBytes = 32;
    const long MaxSeconds = 365 * 24 * 3600;

    /// <summary>Creates a token for a user that is valid for the given number of seconds: 64 hex digits, or "".</summary>
    [HostFunction("_auth_create_reset_token")]
    internal static GuestString Create(Guest guest, long user, long seconds)
    {
        if (CleanApplication.Of(guest) is not { } application || seconds is < 1 or > MaxSeconds) return guest.NewString(default);
        Span<byte> text = stackalloc byte[2 * TokenBytes];
        Convert.TryToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes), text, out _);
        var key = SessionKey.Of(text);
        return SessionStore.Try(application.Logger, () => SessionStore.Of(application).AddToken(key, user, guest.Options.Clock.GetUtcNow().AddSeconds(seconds)), false) ? guest.NewString(text) : guest.NewString(default);
    }

    /// <summary>Consumes a token and returns its user; 0 when it is unknown, expired or already used.</summary>
    [HostFunction("_auth_consume_reset_token")]
    internal static long Consume(Guest guest, ReadOnlySpan<byte> token)
    {
        if (CleanApplication.Of(guest) is not { } application) return 0;
        var key = SessionKey.Of(token);
        return SessionStore.Try(application.Logger, () => SessionStore.Of(application).TakeToken(key), null) ?? 0;
    }
}
