using System.Net;

namespace Cleanroom.Bridge.Grants;

/// <summary>What guests may reach over the network: public addresses, and what is granted. Shared by all guests of an application.</summary>
/// <param name="grants">Hosts that are granted.</param>
/// <param name="grantsOnly">True when nothing but the grants may be reached.</param>
public sealed class NetworkAccess(IReadOnlyList<NetworkGrant> grants, bool grantsOnly) : IDisposable
{
    IDisposable? _connections;

    /// <summary>Hosts that are granted.</summary>
    public IReadOnlyList<NetworkGrant> Grants => grants;

    /// <summary>True when nothing but the grants may be reached.</summary>
    public bool GrantsOnly => grantsOnly;

    /// <summary>Finds the addresses of a name.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = static (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation);

    /// <summary>The connections of all guests; made when the first one asks, closed with the grants.</summary>
    internal T Share<T>(Func<NetworkAccess, T> make) where T : class, IDisposable => (T)(Volatile.Read(ref _connections) ?? LazyInitializer.EnsureInitialized(ref _connections, () => make(this)));

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

    /// <summary>True when the addresses of a name may be asked for: without the network, a question alone would carry the name out.</summary>
    internal bool AllowsLookUp(string host, int port) => !grantsOnly || IsGranted(host, port);

    /// <summary>True when a grant names the host, whatever its address is.</summary>
    public bool IsGranted(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = NetworkGrant.Canonical(host);
        return grants.Any(grant => (grant.Port is null || grant.Port == port) && grant.Host.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connections?.Dispose();
}
