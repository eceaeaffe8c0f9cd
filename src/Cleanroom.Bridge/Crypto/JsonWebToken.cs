using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Crypto;

/// <summary>JSON Web Tokens with HMAC (RFC 7515, RFC 7519). Payload bytes are kept unchanged.</summary>
static class JsonWebToken
{
    /// <summary>Permitted clock skew in seconds.</summary>
    public const int Leeway = 60;

    /// <summary>Maximum token length.</summary>
    const int MaxToken = 8 * 1024;

    /// <summary>Returns the algorithm for a name: HS256 (also for ""), HS384 or HS512; otherwise null.</summary>
    public static string? Algorithm(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.SequenceEqual("HS256"u8) ? "HS256" : name.SequenceEqual("HS384"u8) ? "HS384" : name.SequenceEqual("HS512"u8) ? "HS512" : null;

    /// <summary>Signs a payload.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> secret, string algorithm)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{Base64Url.EncodeToString(payload)}";
        return Encoding.ASCII.GetBytes($"{signed}.{Base64Url.EncodeToString(Mac(algorithm, secret, Encoding.ASCII.GetBytes(signed)))}");
    }

    /// <summary>Returns the payload if the token is signed with this secret and algorithm and valid at this time; otherwise null and the reason.</summary>
    public static byte[]? Verify(ReadOnlySpan<byte> token, ReadOnlySpan<byte> secret, string algorithm, DateTimeOffset now, out string reason)
    {
        reason = "the token is malformed";
        if (!TrySplit(token, out var header, out var payload, out var signedLength) || !Base64Bytes.TryDecodeUrl(token[(signedLength + 1)..], out var signature)) return null;
        var refusal = CheckHeader(ParseObject(header)!, algorithm);
        if (refusal is null && !CryptographicOperations.FixedTimeEquals(signature, Mac(algorithm, secret, token[..signedLength]))) refusal = "the signature is wrong";
        refusal ??= CheckTimes(ParseObject(payload)!, now.ToUnixTimeSeconds());
        reason = refusal ?? "";
        return refusal is null ? payload : null;
    }

    /// <summary>Decodes header and payload of a token without checking its signature. Returns false when it is not a token.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> token, out byte[] header, out byte[] payload, out int signedLength)
    {
        (header, payload, signedLength) = ([], [], token.LastIndexOf((byte)'.'));
        if (token.Length > MaxToken || token.Count((byte)'.') != 2) return false;
        var dot = token.IndexOf((byte)'.');
        return Base64Bytes.TryDecodeUrl(token[..dot], out header) && Base64Bytes.TryDecodeUrl(token[(dot + 1)..signedLength], out payload) &&
            ParseObject(header) is not null && ParseObject(payload) is not null;
    }

    /// <summary>Parses a JSON object; returns null for anything else.</summary>
    public static JsonTree? ParseObject(ReadOnlySpan<byte> json)
    {
        var tree = new JsonTree();
        return tree.Parse(json) && tree.Root.Kind == JsonKind.Object ? tree : null;
    }

    /// <summary>Reads a time of a payload. Returns false when it is not a number; NaN seconds when it is missing.</summary>
    public static bool TryTime(JsonTree payload, ReadOnlySpan<byte> name, out double seconds)
    {
        seconds = double.NaN;
        return !JsonPath.TryFind(payload, name, out var node) ||
            node.Kind == JsonKind.Number && double.TryParse(payload.Bytes(node), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds);
    }

    static string? CheckHeader(JsonTree header, string algorithm)
    {
        if (!JsonPath.TryFind(header, "alg"u8, out var named) || named.Kind != JsonKind.String || !Ascii.Equals(header.Bytes(named), algorithm)) return "the token names another algorithm";
        // Critical extensions must be understood, and none is supported (RFC 7515, 4.1.11).
        return JsonPath.TryFind(header, "crit"u8, out _) ? "the token asks for an extension" : null;
    }

    static string? CheckTimes(JsonTree payload, long now)
    {
        if (!TryTime(payload, "exp"u8, out var end) || now >= end + Leeway) return "the token has expired";
        return !TryTime(payload, "nbf"u8, out var start) || now < start - Leeway ? "the token is not valid yet" : null;
    }

    static byte[] Mac(string algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data) => algorithm switch
    {
        "HS256" => HMACSHA256.HashData(secret, data),
        "HS384" => HMACSHA384.HashData(secret, data),
        _ => HMACSHA512.HashData(secret, data),
    };
}
