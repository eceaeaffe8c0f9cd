using System.Globalization;
using System.Net;

namespace Cleanroom.Bridge.Grants;

/// <summary>A host that guests may reach although its address is not public, or although only granted hosts are allowed.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">The port, or null for every port.</param>
public sealed record NetworkGrant(string Host, int? Port)
{
    /// <summary>Parses <c>HOST</c> or <c>HOST:PORT</c>; an IPv6 address with a port is in brackets. Null when it is neither.</summary>
    public static NetworkGrant? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        // Several colons outside brackets: an IPv6 address without a port.
        if (!text.StartsWith('[') && (end < 0 || text.LastIndexOf(':') != end)) end = text.Length;
        if (end == 0 || Canonical(text[..end]) is not { } host) return null;
        if (end == text.Length) return new NetworkGrant(host, null);
        return text[end] == ':' && ushort.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? new NetworkGrant(host, port) : null;
    }

    /// <summary>
    /// Returns the canonical spelling of a host: addresses as the framework writes them, names in lower-case ASCII without a final dot. Null for an invalid
    /// host.
    /// </summary>
    internal static string? Canonical(string host)
    {
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var address)) return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        if (isBracketed || Uri.CheckHostName(host) != UriHostNameType.Dns || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri)) return null;
        return uri.IdnHost.TrimEnd('.');
    }
}
