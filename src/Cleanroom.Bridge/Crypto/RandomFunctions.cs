using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Crypto;

/// <summary>Random bytes from the system's cryptographic source, and base64 (contract, functions 9).</summary>
static class RandomFunctions
{
    const int MaxBytes = 1 << 20, MaxBase64Bytes = 1 << 16;

    /// <summary>1 to 1,048,576 random bytes as base64 with padding; "" for another number.</summary>
    [HostFunction("_crypto_random_bytes", "crypto_random_bytes")]
    internal static GuestString Bytes(Guest guest, int count) => count is < 1 or > MaxBytes ? OutOfRange(guest, "_crypto_random_bytes", MaxBytes) : NewRandom(guest, count);

    /// <summary>0 to 65,536 random bytes as base64 with padding; "" for another number.</summary>
    [HostFunction("_crypto_random_base64")]
    internal static GuestString Base64Text(Guest guest, int count) => count is < 0 or > MaxBase64Bytes ? OutOfRange(guest, "_crypto_random_base64", MaxBase64Bytes) : NewRandom(guest, count);

    /// <summary>1 to 1,048,576 random bytes as lower-case hex, two digits each; "" for another number.</summary>
    [HostFunction("_crypto_random_hex", "crypto_random_hex")]
    internal static GuestString Hex(Guest guest, int count)
    {
        if (count is < 1 or > MaxBytes) return OutOfRange(guest, "_crypto_random_hex", MaxBytes);
        var bytes = ArrayPool<byte>.Shared.Rent(count);
        RandomNumberGenerator.Fill(bytes.AsSpan(0, count));
        var result = HashFunctions.NewHex(guest, bytes.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return result;
    }

    /// <summary>A random UUID of version 4.</summary>
    [HostFunction("_crypto_uuid")]
    internal static GuestString Uuid(Guest guest)
    {
        // Not Guid.NewGuid, which does not guarantee a cryptographic source.
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        Span<byte> text = stackalloc byte[36];
        new Guid(bytes, bigEndian: true).TryFormat(text, out _);
        return guest.NewString(text);
    }

    /// <summary>Base64 with the standard alphabet and padding.</summary>
    [HostFunction("_crypto_base64_encode")]
    internal static GuestString Encode(Guest guest, ReadOnlySpan<byte> data)
    {
        guest.RequireAllowed((data.Length + 2L) / 3 * 4);
        var result = guest.NewString(Base64.GetMaxEncodedToUtf8Length(data.Length), out var text);
        Base64.EncodeToUtf8(data, text, out _, out _);
        return result;
    }

    /// <summary>Decodes base64, padding optional; "" when the text is invalid.</summary>
    [HostFunction("_crypto_base64_decode")]
    internal static GuestString Decode(Guest guest, ReadOnlySpan<byte> text) =>
        Base64Bytes.TryDecode(text, out var bytes) ? guest.NewResult(bytes) : Fail(guest, "_crypto_base64_decode", "the text is not base64");

    static GuestString OutOfRange(Guest guest, string function, int max) => Fail(guest, function, string.Create(CultureInfo.InvariantCulture, $"the number of bytes is not between 1 and {max}"));

    static GuestString Fail(Guest guest, string function, string reason)
    {
        guest.Logger.CryptoFailed(function, reason);
        return guest.NewString(default);
    }

    static GuestString NewRandom(Guest guest, int count)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(count);
        RandomNumberGenerator.Fill(bytes.AsSpan(0, count));
        var result = Encode(guest, bytes.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return result;
    }
}
