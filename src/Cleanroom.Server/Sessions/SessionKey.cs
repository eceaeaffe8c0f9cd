using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// The lookup key of a session or token: the SHA-256 of its id. Stores never see an id, and lookup times reveal nothing about one (contract, server 5).
/// </summary>
/// <param name="First">The first 64 bits, big-endian.</param>
/// <param name="Second">The second 64 bits.</param>
/// <param name="Third">The third 64 bits.</param>
/// <param name="Fourth">The last 64 bits.</param>
public readonly record struct SessionKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>Bytes of a new id; 43 characters as base64url.</summary>
    const int IdBytes = 32;

    const int MaxId = 256;

    /// <summary>The key of an id.</summary>
    internal static SessionKey Of(ReadOnlySpan<byte> id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return new SessionKey(
            BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]), BinaryPrimitives.ReadUInt64BigEndian(hash[16..]), BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));
    }

    /// <summary>The key of an id.</summary>
    internal static SessionKey Of(ReadOnlySpan<char> id)
    {
        Span<byte> bytes = stackalloc byte[3 * MaxId];
        return id.Length <= MaxId ? Of(bytes[..Encoding.UTF8.GetBytes(id, bytes)]) : Of(Encoding.UTF8.GetBytes(id.ToString()));
    }

    /// <summary>Returns a new, unguessable id.</summary>
    internal static string NewId() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>The key in hex, as it is stored.</summary>
    public override string ToString() => $"{First:x16}{Second:x16}{Third:x16}{Fourth:x16}";
}
