using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Cleanroom.Server.RateLimits;

/// <summary>The key under which requests are counted. It never depends on a value that the client can choose (must-never N105).</summary>
/// <param name="User">The id of the signed-in user, or null.</param>
/// <param name="Network">The address in IPv6 form; for IPv6 only the first 64 bits, because the client chooses the rest.</param>
readonly record struct RateLimitKey(string? User, UInt128 Network)
{
    const int AddressBytes = 16, NetworkBytes = 8, MappedMark = 0xFFFF;

    /// <summary>The shared key of all clients for which the table has no room.</summary>
    public static RateLimitKey Others { get; } = new("", 0);

    /// <summary>The key as stores have it. User ids are hashed: they may be long, and private.</summary>
    public override string ToString() => User is null ? $"ip:{Network:x32}" : $"user:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(User)))}";

    /// <summary>The key of a signed-in user.</summary>
    public static RateLimitKey Of(string user) => new(user, 0);

    /// <summary>The key of an address.</summary>
    public static RateLimitKey Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[AddressBytes];
        if (address is null || !address.TryWriteBytes(bytes, out var length)) return default;
        if (length == sizeof(uint)) return new RateLimitKey(null, (UInt128)MappedMark << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes));
        if (!address.IsIPv4MappedToIPv6) bytes[NetworkBytes..].Clear();
        return new RateLimitKey(null, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
