using System.Net;
using Cleanroom.Bridge.Grants;

namespace Cleanroom.Bridge.Tests.Grants;

/// <summary>Which addresses guests may reach, and what the values of <c>--net</c> mean (contract, functions 8).</summary>
public sealed class NetworkAccessTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080)]
    [InlineData("::1", "::1", null)]
    [InlineData("[::1]", "::1", null)]
    [InlineData("[::1]:8080", "::1", 8080)]
    [InlineData("[0:0:0:0:0:0:0:1]:8080", "::1", 8080)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", null)]
    [InlineData("localhost:80", "localhost", 80)]
    [InlineData("Example.Test.", "example.test", null)]
    [InlineData("bücher.test:443", "xn--bcher-kva.test", 443)]
    public void Grant_is_read_from_its_text(string text, string host, int? port) => Assert.Equal(new NetworkGrant(host, port), NetworkGrant.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:80:90")]
    [InlineData("[::1]:x")]
    [InlineData("[::1")]
    [InlineData("[host]:80")]
    [InlineData("http://host")]
    [InlineData("user@host")]
    [InlineData("a b")]
    public void Grant_that_names_no_host_is_refused(string text) => Assert.Null(NetworkGrant.Parse(text));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.168.0.1")]
    [InlineData("168.63.129.16")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("2002:a00:1::")]
    [InlineData("2001::1")]
    [InlineData("2001:1::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("100::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [Trait("Rule", "N124")]
    public void Address_that_is_not_public_needs_a_grant(string address)
    {
        var parsed = IPAddress.Parse(address);
        using var closed = new NetworkAccess([], grantsOnly: false);
        Assert.False(closed.Allows("name.test", 80, parsed));
        using var granted = new NetworkAccess([NetworkGrant.Parse("name.test:80")!], grantsOnly: false);
        Assert.True(granted.Allows("name.test", 80, parsed));
        Assert.False(granted.Allows("name.test", 81, parsed));
        Assert.False(granted.Allows("other.test", 80, parsed));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2606:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    public void Public_address_needs_a_grant_only_without_network(string address)
    {
        var parsed = IPAddress.Parse(address);
        using var open = new NetworkAccess([], grantsOnly: false);
        Assert.True(open.Allows("name.test", 443, parsed));
        using var closed = new NetworkAccess([], grantsOnly: true);
        Assert.False(closed.Allows("name.test", 443, parsed));
        using var granted = new NetworkAccess([NetworkGrant.Parse($"[{parsed.MapToIPv6()}]")!], grantsOnly: true);
        Assert.True(granted.Allows("name.test", 443, parsed));
    }

    [Theory]
    [InlineData("bücher.test", "xn--bcher-kva.test")]
    [InlineData("name.test.", "name.test")]
    [InlineData("NAME.test", "name.test.")]
    [InlineData("[::1]", "::1")]
    [InlineData("[::1]", "[::1]")]
    public void Grant_counts_for_every_spelling_of_its_host(string grant, string host)
    {
        using var access = new NetworkAccess([NetworkGrant.Parse(grant)!], grantsOnly: true);
        Assert.True(access.IsGranted(host, 80));
    }
}
