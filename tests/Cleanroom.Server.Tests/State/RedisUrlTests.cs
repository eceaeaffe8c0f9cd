using System.Net;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.State;

namespace Cleanroom.Server.Tests.State;

/// <summary>Locations of Redis servers.</summary>
public sealed class RedisUrlTests
{
    [Fact]
    public void All_parts_are_read()
    {
        var (settings, prefix) = RedisUrl.Read("rediss://shop:s%40crt@one:7000,two,[::1]:7001/3?prefix=shop:&timeout=1500&tls-host=cache.example.org");
        Assert.Equal(("shop", "s@crt", true, 3), (settings.User, settings.Password, settings.Ssl, settings.DefaultDatabase));
        Assert.Equal(["Unspecified/one:7000", "Unspecified/two:6379", "[::1]:7001"], settings.EndPoints.Select(static server => server.ToString()));
        Assert.Equal((1500, 1500, "cache.example.org", "shop:"), (settings.SyncTimeout, settings.AsyncTimeout, settings.SslHost, prefix));
    }

    [Fact]
    public void What_is_missing_has_defaults()
    {
        var (settings, prefix) = RedisUrl.Read("redis://localhost");
        Assert.Equal((null, null, false, "clean:"), (settings.User, settings.Password, settings.Ssl, prefix));
        Assert.Equal(6379, Assert.IsType<DnsEndPoint>(Assert.Single(settings.EndPoints)).Port);
        Assert.Equal(("p", null), (RedisUrl.Read("redis://p@localhost").Settings.Password, RedisUrl.Read("redis://p@localhost").Settings.User));
    }

    [Fact]
    public void Sentinels_have_their_own_port()
    {
        var (settings, _) = RedisUrl.Read("redis://:p@one,two:5000?sentinel=main");
        Assert.Equal("main", settings.ServiceName);
        Assert.Equal([26379, 5000], settings.EndPoints.Select(static server => ((DnsEndPoint)server).Port));
    }

    [Theory]
    [InlineData("redis://", "a host is missing")]
    [InlineData("redis://one,", "a host is missing")]
    [InlineData("redis://:secret@one:x", "the port is no number up to 65535")]
    [InlineData("redis://:secret@one/x", "the database is no number")]
    [InlineData("redis://:secret@one?colour=red", "the option \"colour\" is none of prefix, sentinel, timeout, tls-host, tls-ca")]
    [InlineData("redis://:secret@one?timeout=100000", "timeout, in milliseconds is no number up to 60000")]
    [InlineData("rediss://:secret@one?tls-ca=/nowhere/ca.pem", "tls-ca=/nowhere/ca.pem cannot be read")]
    public void Other_forms_are_refused_with_the_reason_and_without_the_password(string url, string reason)
    {
        var refused = Assert.Throws<SettingException>(() => RedisUrl.Read(url));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://hunter2@one/x")]
    [InlineData("redis://:hunter2@one/x")]
    [InlineData("redis://:a?hunter2@one")]
    [InlineData("redis://:a?timeout=hunter2@one")]
    [InlineData("redis://a:1?tls-ca=hunter2@one")]
    [InlineData("redis://:a/hunter2@one/x")]
    [InlineData("redis://:a#hunter2@one?colour=red")]
    [InlineData("redis://:a@hunter2@one/x")]
    [InlineData("redis://app:hunter2")]
    public void No_piece_of_a_password_is_shown(string url) =>
        Assert.DoesNotContain("hunter2", Assert.Throws<SettingException>(() => RedisUrl.Read(url)).Message, StringComparison.Ordinal);
}
