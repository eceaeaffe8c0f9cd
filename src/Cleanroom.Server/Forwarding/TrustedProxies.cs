using System.Net;
using Cleanroom.Bridge.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Forwarding;

/// <summary>
/// Proxies trusted to report a request's client address, scheme and host (contract, server 3). Forwarding headers from anyone else are ignored (must-never
/// N104).
/// </summary>
sealed class TrustedProxies
{
    const string ForwardedFor = "X-Forwarded-For", RealAddress = "X-Real-IP", ForwardedProtocol = "X-Forwarded-Proto", ForwardedHost = "X-Forwarded-Host";

    readonly IPNetwork[] _networks;

    TrustedProxies(IPNetwork[] networks) => _networks = networks;

    /// <summary>The proxies of an application, or null when it trusts none.</summary>
    public static TrustedProxies? Create(CleanServerOptions options) => options.TrustedProxies.Count == 0 ? null : new TrustedProxies([.. options.TrustedProxies]);

    /// <summary>Parses networks: <c>10.0.0.0/8</c>, <c>192.0.2.1</c>, <c>loopback</c>, several separated by commas.</summary>
    /// <exception cref="SettingException">A value is not of this form.</exception>
    public static IReadOnlyList<IPNetwork> Parse(IEnumerable<string> values) =>
        [.. values.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).SelectMany(ParseOne)];

    /// <summary>Replaces the proxy's address, scheme and host with the client's, if the proxy is trusted.</summary>
    public void Apply(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } peer || !Trusts(peer)) return;
        var headers = http.Request.Headers;
        var addresses = Items(headers[ForwardedFor]);
        var index = IndexOfClient(addresses, out var client);
        if (index < 0 && TryParse(headers[RealAddress].ToString(), out var real)) client = real;
        if (client is not null) http.Connection.RemoteIpAddress = client;
        // If there is one entry per address, the client's entry counts; otherwise the entry written by the nearest proxy.
        if (EntryOf(Items(headers[ForwardedProtocol]), addresses.Length, index) is { } protocol && protocol.ToLowerInvariant() is "http" or "https") http.Request.Scheme = protocol.ToLowerInvariant();
        if (EntryOf(Items(headers[ForwardedHost]), addresses.Length, index) is { } host && Uri.CheckHostName(new HostString(host).Host) != UriHostNameType.Unknown) http.Request.Host = new HostString(host);
    }

    // The right-most untrusted address. Without one: −1, and the left-most address reported by trusted proxies, if any.
    int IndexOfClient(string[] addresses, out IPAddress? client)
    {
        client = null;
        for (var i = addresses.Length - 1; i >= 0; i--)
        {
            if (!TryParse(addresses[i], out var address)) return -1;
            client = address;
            if (!Trusts(address)) return i;
        }
        return -1;
    }

    bool Trusts(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in _networks)
            if (network.Contains(plain)) return true;
        return false;
    }

    static string? EntryOf(string[] entries, int addresses, int client) =>
        entries.Length == 0 ? null : client >= 0 && entries.Length == addresses ? entries[client] : entries[^1];

    static string[] Items(StringValues header) => header.Count == 0 ? [] : header.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // With or without a port; IPv6 with a port in brackets.
    static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPEndPoint.TryParse(text, out var endPoint)) return false;
        address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        return true;
    }

    static IEnumerable<IPNetwork> ParseOne(string text)
    {
        if (text == "loopback") return [new IPNetwork(IPAddress.Parse("127.0.0.0"), 8), new IPNetwork(IPAddress.IPv6Loopback, 128)];
        if (IPNetwork.TryParse(text, out var network)) return [network];
        return IPAddress.TryParse(text, out var address)
            ? [new IPNetwork(address, 8 * address.GetAddressBytes().Length)]
            : throw new SettingException(text, "expected an address, a network such as 10.0.0.0/8, or loopback");
    }
}
