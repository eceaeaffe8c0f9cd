using System.Net;
using System.Net.Sockets;

namespace Cleanroom.Bridge.Grants;

/// <summary>Tells public internet addresses from those of a machine, a private network or a cloud's internal network (contract, functions 8).</summary>
static class PublicAddress
{
    // Address and prefix length of the ranges that are not public.
    static readonly (uint Network, int Bits)[] NotPublic =
    [
        (0x00000000, 8),  // this network
        (0x0A000000, 8),  // private
        (0x64400000, 10), // carrier-grade NAT
        (0x7F000000, 8),  // loopback
        (0xA83F8110, 32), // a cloud's internal service, although the range around it is public
        (0xA9FE0000, 16), // link-local, where clouds keep their metadata
        (0xAC100000, 12), // private
        (0xC0000000, 24), // protocol assignments
        (0xC0000200, 24), // documentation
        (0xC0586300, 24), // 6to4 relays
        (0xC0A80000, 16), // private
        (0xC6120000, 15), // benchmarks
        (0xC6336400, 24), // documentation
        (0xCB007100, 24), // documentation
        (0xE0000000, 4),  // multicast
        (0xF0000000, 4),  // reserved and broadcast
    ];

    /// <summary>True for an address on the public internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return IsPublic4(Word(address.GetAddressBytes()));
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        var bytes = address.GetAddressBytes();
        // Addresses that embed an IPv4 address: mapped, translated (64:ff9b::/96), 6to4 (2002::/16). The embedded address counts.
        if (bytes.AsSpan(0, 10).IndexOfAnyExcept((byte)0) < 0) return bytes[10] == 0xFF && bytes[11] == 0xFF && IsPublic4(Word(bytes.AsSpan(12)));
        if (bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])) return IsPublic4(Word(bytes.AsSpan(12)));
        if (bytes[0] == 0x20 && bytes[1] == 0x02) return IsPublic4(Word(bytes.AsSpan(2)));
        // Of the rest, only global unicast is public, except protocol assignments such as Teredo (2001::/23) and documentation (2001:db8::/32, 3fff::/20).
        if ((bytes[0] & 0xE0) != 0x20) return false;
        return !(bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] < 2 || bytes[2] == 0x0D && bytes[3] == 0xB8)) && !(bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10);
    }

    static bool IsPublic4(uint address)
    {
        foreach (var (network, bits) in NotPublic)
            if (address >> (32 - bits) == network >> (32 - bits)) return false;
        return true;
    }

    static uint Word(ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
