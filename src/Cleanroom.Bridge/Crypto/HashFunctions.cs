using System.Security.Cryptography;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Crypto;

/// <summary>Hashes and keyed hashes in lower-case hex. Inputs are bytes (contract, functions 9).</summary>
static class HashFunctions
{
    /// <summary>SHA-256.</summary>
    [HostFunction("_crypto_hash_sha256", "crypto_hash_sha256")]
    internal static GuestString Sha256(Guest guest, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return NewHex(guest, hash);
    }

    /// <summary>SHA-256 of a byte handle.</summary>
    [HostFunction("_crypto_sha256_bytes")]
    internal static GuestString Sha256OfBytes(Guest guest, [LengthPrefixed] ReadOnlySpan<byte> data) => Sha256(guest, data);

    /// <summary>SHA-512.</summary>
    [HostFunction("_crypto_hash_sha512", "crypto_hash_sha512")]
    internal static GuestString Sha512(Guest guest, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(data, hash);
        return NewHex(guest, hash);
    }

    /// <summary>MD5, only for data of legacy systems: it provides no security.</summary>
    [HostFunction("_crypto_hash_md5")]
    internal static GuestString Md5(Guest guest, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // Programs compare checksums created by other systems.
        MD5.HashData(data, hash);
#pragma warning restore CA5351
        return NewHex(guest, hash);
    }

    /// <summary>The HMAC of data, key, algorithm <c>sha256</c> or <c>sha512</c> (case-insensitive, "" for sha256); "" for another algorithm.</summary>
    [HostFunction("_crypto_hmac")]
    internal static GuestString Hmac(Guest guest, ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, ReadOnlySpan<byte> algorithm)
    {
        if (algorithm.IsEmpty || Ascii.EqualsIgnoreCase(algorithm, "sha256"u8)) return HmacSha256(guest, key, data);
        if (!Ascii.EqualsIgnoreCase(algorithm, "sha512"u8))
        {
            guest.Logger.CryptoFailed("_crypto_hmac", "the algorithm is neither sha256 nor sha512");
            return guest.NewString(default);
        }
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        HMACSHA512.HashData(key, data, hash);
        return NewHex(guest, hash);
    }

    /// <summary>The HMAC of key, data with SHA-256.</summary>
    [HostFunction("_crypto_hmac_sha256")]
    internal static GuestString HmacSha256(Guest guest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, data, hash);
        return NewHex(guest, hash);
    }

    internal static GuestString NewHex(Guest guest, ReadOnlySpan<byte> bytes)
    {
        var result = guest.NewString(2 * bytes.Length, out var text);
        Convert.TryToHexStringLower(bytes, text, out _);
        return result;
    }
}
