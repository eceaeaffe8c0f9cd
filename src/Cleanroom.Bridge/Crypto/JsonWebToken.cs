using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cleanroom.Bridge.Crypto;

/// <summary>JSON Web Tokens with HMAC (RFC 7515, RFC 7519). Payloads stay the bytes that they are.</summary>
static class JsonWebToken
{
    /// <summary>Longest token that is looked at.</summary>
    public const int LongestToken = 8 * 1024;

    /// <summary>Seconds by which clocks may differ.</summary>
    const int Leeway = 60;

    /// <summary>The algorithm that is meant: HS256, HS384 or HS512, the first for an empty name; else null.</summary>
    public static string? Algorithm(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.SequenceEqual("HS256"u8) ? "HS256" : name.SequenceEqual("HS384"u8) ? "HS384" : name.SequenceEqual("HS512"u8) ? "HS512" : null;

    /// <summary>Signs a payload.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> secret, string algorithm)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{Base64Url.EncodeToString(payload)}";
        return Encoding.ASCII.GetBytes($"{signed}.{Base64Url.EncodeToString(Mac(algorithm, secret, Encoding.ASCII.GetBytes(signed)))}");
    }

    /// <summary>The payload when the token is signed with this secret and this algorithm and is valid at this time; else null and the reason.</summary>
    public static byte[]? Verify(ReadOnlySpan<byte> token, ReadOnlySpan<byte> secret, string algorithm, DateTimeOffset now, out string reason)
    {
        reason = "the token is malformed";
        if (!TrySplit(token, out var header, out var payload, out var signedLength)) return null;
        if (!Base64Bytes.TryDecode(ToStandard(token[(signedLength + 1)..]), out var signature)) return null;
        if (Property(header, "alg") is not { ValueKind: JsonValueKind.String } named || named.GetString() != algorithm)
        {
            reason = "the token names another algorithm";
            return null;
        }
        if (!CryptographicOperations.FixedTimeEquals(signature, Mac(algorithm, secret, token[..signedLength])))
        {
            reason = "the signature is wrong";
            return null;
        }
        var seconds = now.ToUnixTimeSeconds();
        if (Property(payload, "exp") is { } expires && (!TrySeconds(expires, out var end) || seconds > end + Leeway))
        {
            reason = "the token has expired";
            return null;
        }
        if (Property(payload, "nbf") is { } begins && (!TrySeconds(begins, out var start) || seconds < start - Leeway))
        {
            reason = "the token is not valid yet";
            return null;
        }
        return payload;
    }

    /// <summary>Header and payload of a token, whoever signed it. False when it is none.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> token, out byte[] header, out byte[] payload, out int signedLength)
    {
        (header, payload, signedLength) = ([], [], token.LastIndexOf((byte)'.'));
        if (token.Length > LongestToken || signedLength < 0 || token.Count((byte)'.') != 2) return false;
        var dot = token.IndexOf((byte)'.');
        return Base64Bytes.TryDecode(ToStandard(token[..dot]), out header) && Base64Bytes.TryDecode(ToStandard(token[(dot + 1)..signedLength]), out payload) &&
            IsObject(header) && IsObject(payload);
    }

    /// <summary>True for the text of a JSON object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object && reader.BytesConsumed == json.Length - TrailingBlank(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A property of a JSON object, or null.</summary>
    public static JsonElement? Property(byte[] json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
    }

    static int TrailingBlank(ReadOnlySpan<byte> json) => json.Length - json.TrimEnd(" \t\r\n"u8).Length;

    static bool TrySeconds(JsonElement value, out double seconds)
    {
        seconds = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out seconds);
    }

    static byte[] Mac(string algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data) => algorithm switch
    {
        "HS256" => HMACSHA256.HashData(secret, data),
        "HS384" => HMACSHA384.HashData(secret, data),
        _ => HMACSHA512.HashData(secret, data),
    };

    static byte[] ToStandard(ReadOnlySpan<byte> url)
    {
        var text = url.ToArray();
        text.AsSpan().Replace((byte)'-', (byte)'+');
        text.AsSpan().Replace((byte)'_', (byte)'/');
        return text;
    }
}
