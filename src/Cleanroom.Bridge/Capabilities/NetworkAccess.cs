using System.Globalization;
using System.Net;

namespace Cleanroom.Bridge.Capabilities;

/// <summary>A host that guests may reach although its address is not public, or although nothing else may be reached.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">The port, or null for every port.</param>
public sealed record NetworkGrant(string Host, int? Port)
{
    /// <summary>Reads <c>HOST</c> or <c>HOST:PORT</c>; an IPv6 address with a port stands in brackets. Null when it is neither.</summary>
    public static NetworkGrant? Parse(string text)
    {
        if (IPAddress.TryParse(text, out _)) return new NetworkGrant(text.Trim('[', ']'), null);
        var colon = text.LastIndexOf(':');
        var host = (colon < 0 ? text : text[..colon]).Trim('[', ']');
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown) return null;
        if (colon < 0) return new NetworkGrant(host, null);
        return ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? new NetworkGrant(host, port) : null;
    }
}

/// <summary>What guests may reach over the network: public addresses, and what is granted. Shared by all guests of an application.</summary>
/// <param name="grants">Hosts that are granted.</param>
/// <param name="grantsOnly">True when nothing but the grants may be reached.</param>
public sealed class NetworkAccess(IReadOnlyList<NetworkGrant> grants, bool grantsOnly) : IDisposable
{
    Http.HttpConnections? _connections;

    /// <summary>Hosts that are granted.</summary>
    public IReadOnlyList<NetworkGrant> Grants => grants;

    /// <summary>True when nothing but the grants may be reached.</summary>
    public bool GrantsOnly => grantsOnly;

    /// <summary>The connections of all guests; made when the first one asks.</summary>
    internal Http.HttpConnections Connections => LazyInitializer.EnsureInitialized(ref _connections, () => new Http.HttpConnections(this));

    /// <summary>True when an address of a host may be connected to.</summary>
    public bool Allows(string host, int port, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IsGranted(host, port)) return true;
        foreach (var grant in grants)
            if ((grant.Port is null || grant.Port == port) && IPAddress.TryParse(grant.Host, out var granted) && granted.Equals(plain)) return true;
        return !grantsOnly && PublicAddress.Is(plain);
    }

    /// <summary>True when a grant names the host, whatever its address is.</summary>
    public bool IsGranted(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.TrimEnd('.').Trim('[', ']');
        return grants.Any(grant => (grant.Port is null || grant.Port == port) && grant.Host.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connections?.Dispose();
}
