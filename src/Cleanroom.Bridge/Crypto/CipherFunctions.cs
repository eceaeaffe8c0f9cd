using System.Security.Cryptography;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Crypto;

/// <summary>AES-256-GCM with a random 12-byte nonce (contract, functions 9).</summary>
static class CipherFunctions
{
    const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16;

    /// <summary>
    /// Encrypts a text with a key: <c>{"iv":…,"tag":…,"data":…}</c> in base64. A key of 32 bytes is used directly, any other is hashed with SHA-256. "" for
    /// an empty key.
    /// </summary>
    [HostFunction("_crypto_encrypt_aes")]
    internal static GuestString Encrypt(Guest guest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (key.IsEmpty)
        {
            guest.Logger.CryptoFailed("_crypto_encrypt_aes", "the key is empty");
            return guest.NewString(default);
        }
        guest.RequireAllowed(text.Length * 4L / 3);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Span<byte> tag = stackalloc byte[TagBytes];
        RandomNumberGenerator.Fill(nonce);
        var data = new byte[text.Length];
        using (var cipher = new AesGcm(MakeKey(key), TagBytes)) cipher.Encrypt(nonce, text, data, tag);
        guest.Scratch.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(guest.Scratch))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("iv", nonce);
            writer.WriteBase64String("tag", tag);
            writer.WriteBase64String("data", data);
            writer.WriteEndObject();
        }
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>Decrypts a result of <c>_crypto_encrypt_aes</c>; "" for a wrong key, modified text, or any other input.</summary>
    [HostFunction("_crypto_decrypt_aes")]
    internal static GuestString Decrypt(Guest guest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedText)
    {
        if (key.IsEmpty) return Fail(guest, "the key is empty");
        if (!TryRead(guest.State<JsonTree>(), sealedText, out var nonce, out var tag, out var data)) return Fail(guest, "the text is not a result of _crypto_encrypt_aes");
        var text = new byte[data.Length];
        if (TryDecrypt(MakeKey(key), nonce, tag, data, text)) return guest.NewResult(text);
        // The Rust host pads short keys with zeros.
        var padded = new byte[KeyBytes];
        return key.TryCopyTo(padded) && TryDecrypt(padded, nonce, tag, data, text) ? guest.NewResult(text) : Fail(guest, "the key is wrong, or the text was changed");
    }

    static GuestString Fail(Guest guest, string reason)
    {
        guest.Logger.CryptoFailed("_crypto_decrypt_aes", reason);
        return guest.NewString(default);
    }

    static byte[] MakeKey(ReadOnlySpan<byte> key) => key.Length == KeyBytes ? key.ToArray() : SHA256.HashData(key);

    static bool TryDecrypt(byte[] key, byte[] nonce, byte[] tag, byte[] data, byte[] text)
    {
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(nonce, data, tag, text);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    static bool TryRead(JsonTree json, ReadOnlySpan<byte> text, out byte[] nonce, out byte[] tag, out byte[] data)
    {
        (nonce, tag, data) = ([], [], []);
        return json.Parse(text) && TryRead(json, "iv"u8, out nonce) && TryRead(json, "tag"u8, out tag) && TryRead(json, "data"u8, out data) &&
            nonce.Length == NonceBytes && tag.Length == TagBytes;
    }

    static bool TryRead(JsonTree json, ReadOnlySpan<byte> name, out byte[] bytes)
    {
        bytes = [];
        return JsonPath.TryFind(json, name, out var node) && node.Kind == JsonKind.String && Base64Bytes.TryDecode(json.Bytes(node), out bytes);
    }
}
