using System.Security.Cryptography;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Crypto;

/// <summary>JSON Web Tokens with HS256, HS384 and HS512. The host has no default secret: an empty secret fails (contract, functions 9).</summary>
static class JwtFunctions
{
    const long MaxSeconds = 100L * 365 * 24 * 3600;

    /// <summary>
    /// Signs a JSON object: payload, secret, algorithm ("" = HS256). "" for another algorithm, an empty secret, or a payload that is not an object.
    /// </summary>
    [HostFunction("_jwt_sign")]
    internal static GuestString Sign(Guest guest, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> algorithm)
    {
        if (JsonWebToken.Algorithm(algorithm) is not { } algorithmName) return Fail(guest, "_jwt_sign", "the algorithm is not HS256, HS384 or HS512");
        if (secret.IsEmpty) return Fail(guest, "_jwt_sign", "the secret is empty");
        return JsonWebToken.ParseObject(payload) is not null ? guest.NewResult(JsonWebToken.Sign(payload, secret, algorithmName)) : Fail(guest, "_jwt_sign", "the payload is not a JSON object");
    }

    /// <summary>
    /// The payload of a token of at most 8 KB that is signed with the secret and with exactly this algorithm ("" = HS256) and is currently valid, allowing 60
    /// seconds of clock skew; otherwise "".
    /// </summary>
    [HostFunction("_jwt_verify")]
    internal static GuestString Verify(Guest guest, ReadOnlySpan<byte> token, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> algorithm)
    {
        var payload = VerifyToken(guest, "_jwt_verify", token, secret, algorithm);
        return guest.NewResult(payload);
    }

    /// <summary>The payload of a token signed with HS256: token, secret.</summary>
    [HostFunction("_jwt_verify", Form = StringForm.Pairs)]
    internal static GuestString VerifyDefault(Guest guest, ReadOnlySpan<byte> token, ReadOnlySpan<byte> secret) => Verify(guest, token, secret, default);

    /// <summary>Header and payload of a token without any verification: <c>{"header":…,"payload":…}</c>; "" when it is not a token.</summary>
    [HostFunction("_jwt_decode")]
    internal static GuestString Decode(Guest guest, ReadOnlySpan<byte> token) =>
        JsonWebToken.TrySplit(token, out var header, out var payload, out _)
            ? guest.NewResult([.. "{\"header\":"u8, .. header, .. ",\"payload\":"u8, .. payload, .. "}"u8])
            : Fail(guest, "_jwt_decode", "the token is malformed");

    /// <summary>
    /// Exchanges a token for one with new <c>iat</c>, <c>exp</c> and <c>jti</c>: token, secret, algorithm, seconds. The token needs a <c>jti</c>, which can
    /// be used once in the whole application; "" when it was already used or the token does not verify.
    /// </summary>
    [HostFunction("_jwt_refresh_and_rotate"), WaitsFor(Waits.Sessions)]
    internal static GuestString Rotate(Guest guest, ReadOnlySpan<byte> token, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> algorithm, long seconds)
    {
        var payload = VerifyToken(guest, "_jwt_refresh_and_rotate", token, secret, algorithm);
        if (payload.Length == 0) return guest.NewString(default);
        if (seconds is < 1 or > MaxSeconds) return Fail(guest, "_jwt_refresh_and_rotate", "the time to live is not a number of seconds above 0");
        var claims = JsonWebToken.ParseObject(payload)!;
        if (!JsonPath.TryFind(claims, "jti"u8, out var id) || id.Kind != JsonKind.String || id.Length == 0) return Fail(guest, "_jwt_refresh_and_rotate", "the token has no jti");
        var now = guest.Options.Clock.GetUtcNow();
        // Ids are unique per issuer, and issuers are identified by their secret.
        var name = Convert.ToHexString(HMACSHA256.HashData(secret, claims.Bytes(id)));
        if (!guest.Options.UsedTokens.TryUse(name, LastUse(claims), now)) return Fail(guest, "_jwt_refresh_and_rotate", "the token was used before");
        guest.Scratch.ResetWrittenCount();
        WriteRotated(claims, now.ToUnixTimeSeconds(), seconds, new JsonOutput(guest.Scratch));
        return guest.NewResult(JsonWebToken.Sign(guest.Scratch.WrittenSpan, secret, JsonWebToken.Algorithm(algorithm)!));
    }

    // After this time the token is no longer accepted.
    static DateTimeOffset LastUse(JsonTree claims)
    {
        JsonWebToken.TryTime(claims, "exp"u8, out var end);
        end += 2 * JsonWebToken.Leeway;
        return end < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling(Math.Max(end, 0))) : DateTimeOffset.MaxValue;
    }

    static void WriteRotated(JsonTree claims, long now, long seconds, JsonOutput output)
    {
        output.Raw("{"u8);
        for (int member = 0, at = claims.Root.Start; member < claims.Root.Length; member++, at = claims[at].Next)
        {
            var name = claims.Bytes(claims[at]);
            if (name.SequenceEqual("iat"u8) || name.SequenceEqual("exp"u8) || name.SequenceEqual("jti"u8)) continue;
            output.Name(name);
            JsonTreeText.Write(claims, claims[at + 1], output);
            output.Raw(","u8);
        }
        output.Raw("\"iat\":"u8);
        output.Integer(now);
        output.Raw(",\"exp\":"u8);
        output.Integer(now + seconds);
        output.Raw(",\"jti\":"u8);
        output.String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
        output.Raw("}"u8);
    }

    static byte[] VerifyToken(Guest guest, string function, ReadOnlySpan<byte> token, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> algorithm)
    {
        var reason = "the algorithm is not HS256, HS384 or HS512, or the secret is empty";
        if (!secret.IsEmpty && JsonWebToken.Algorithm(algorithm) is { } algorithmName && JsonWebToken.Verify(token, secret, algorithmName, guest.Options.Clock.GetUtcNow(), out reason) is { } payload) return payload;
        guest.Logger.CryptoFailed(function, reason);
        return [];
    }

    static GuestString Fail(Guest guest, string function, string reason)
    {
        guest.Logger.CryptoFailed(function, reason);
        return guest.NewString(default);
    }
}
