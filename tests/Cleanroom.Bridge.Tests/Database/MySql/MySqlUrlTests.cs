using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests.Database.MySql;

public sealed class MySqlUrlTests
{
    [Theory]
    [InlineData("?tls=yes", "the option tls is unknown; there are ssl-mode, ssl-ca")]
    [InlineData("?ssl-mode=strict", "ssl-mode=strict is none of disabled, preferred, required, verify-ca, verify-identity")]
    [InlineData("?charset=latin1", "charset=latin1 is not possible: texts are always utf8mb4")]
    [InlineData("?compress=maybe", "compress=maybe is neither true nor false")]
    [InlineData("?sql-mode=a'b", "sql-mode is a list of names")]
    [InlineData("?port=x", "the port is not a number from 1 to 65535")]
    public void Option_that_is_wrong_is_named_and_the_password_is_not(string options, string reason)
    {
        var message = Assert.Throws<HostException>(() => DatabaseSource.Open($"mysql://app:hunter2@db/x{options}")).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("mysql://app:***@db/x", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x://user:p%40ss@h:1/db?a=b%20c", "user p@ss h:1 db a=b c")]
    [InlineData("x://user:p@ss@h1:1,h2:2,[::1]:3/db", "user p@ss h1:1,h2:2,::1:3 db ")]
    [InlineData("x://h1,h2/?port=7", "  h1:7,h2:7  ")]
    [InlineData("x://h:5/db?host=%2Frun%2Fdb&user=u&password=p", "u p /run/db:5 db ")]
    [InlineData("x://%2Frun%2Fdb/db", "  /run/db: db ")]
    [InlineData("x:///db", "  localhost: db ")]
    [InlineData("x://::1/db", "  ::1: db ")]
    public void Url_has_its_parts(string url, string expected)
    {
        var parsed = ServerUrl.Parse(url);
        var hosts = string.Join(',', parsed.Addresses.Select(static address => $"{address.Host}:{address.Port}"));
        Assert.Equal(expected, $"{parsed.User} {parsed.Password} {hosts} {parsed.Database} {string.Join('&', parsed.Options.Select(static option => $"{option.Key}={option.Value}"))}");
    }
}
