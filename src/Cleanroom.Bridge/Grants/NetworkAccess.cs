using System.Net;

namespace Cleanroom.Bridge.Grants;

/// <summary>What guests may reach over the network: public addresses and granted hosts. Shared by all guests of an application.</summary>
/// <param name="grants">The granted hosts.</param>
/// <param name="grantsOnly">True when only granted hosts may be reached.</param>
public sealed class NetworkAccess(IReadOnlyList<NetworkGrant> grants, bool grantsOnly) : IDisposable
{
    IDisposable? _connections;

    /// <summary>The granted hosts.</summary>
    public IReadOnlyList<NetworkGrant> Grants => grants;

    /// <summary>True when only granted hosts may be reached.</summary>
    public bool GrantsOnly => grantsOnly;

    /// <summary>Resolves a host name.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = static (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation);

    /// <summary>Returns the connections shared by all guests; created on first use, closed with this object.</summary>
    internal T Share<T>(Func<NetworkAccess, T> make) where T : class, IDisposable => (T)(Volatile.Read(ref _connections) ?? LazyInitializer.EnsureInitialized(ref _connections, () => make(this)));

    /// <summary>True when connecting to an address of a host is allowed.</summary>
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

    /// <summary>True when a name may be resolved: without network access, a DNS query alone would leak the name.</summary>
    internal bool AllowsLookUp(string host, int port) => !grantsOnly || IsGranted(host, port);

    /// <summary>True when a grant names the host, whatever its address.</summary>
    public bool IsGranted(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = NetworkGrant.Canonical(host);
        return grants.Any(grant => (grant.Port is null || grant.Port == port) && grant.Host.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connections?.Dispose();
}
