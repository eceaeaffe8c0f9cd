using Cleanroom.Bridge.Database;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>How a server is reached: TLS, Unix sockets, several addresses; and what an event leaves on its connection.</summary>
public abstract class ServerConnectionTests(TestedEngine engine) : EngineTests(engine), IDisposable
{
    readonly TestCertificate _authority = new();
    readonly TestCertificate _stranger = new();

    private protected abstract DatabaseServer Require();

    /// <summary>A server with a certificate for localhost, which lets the user <c>cleanroom</c> in, and <c>certified</c> only with a certificate.</summary>
    private protected abstract DatabaseServer StartWithTls(TestCertificate authority, TestCertificate own);

    private protected abstract string Tls(string mode, string? authority = null, string? certificate = null, string? key = null);

    /// <summary>A query for the text "encrypted" on an encrypted connection.</summary>
    private protected abstract string Encryption { get; }

    private protected abstract string Socket { get; }

    private protected static DatabaseServer WithUser(DatabaseServer server, params string[] statements)
    {
        using var source = DatabaseSource.Open(server.Url);
        using var guest = new DatabaseGuest(source);
        foreach (var statement in statements) Assert.NotEqual(-1, guest.Execute(statement));
        return server;
    }

    string Write(string name, string content)
    {
        File.WriteAllText(Folder[name], content);
        return Folder[name];
    }

    static string Answer(string url, string query)
    {
        using var source = DatabaseSource.Open(url, new DatabaseOptions { Verify = true, PoolSize = 1 });
        using var guest = new DatabaseGuest(source);
        return guest.Rows(query);
    }

    static string Failure(string url)
    {
        var message = Assert.Throws<HostException>(() => DatabaseSource.Open(url, new DatabaseOptions { Verify = true, PoolSize = 1 })).Message;
        Assert.DoesNotContain("not-a-secret", message, StringComparison.Ordinal);
        return message;
    }

    [Fact]
    public void Certificate_of_the_server_is_checked_as_the_URL_asks()
    {
        using var own = new TestCertificate(_authority);
        using var server = StartWithTls(_authority, own);
        var (authority, stranger) = (Write("authority.pem", _authority.Pem), Write("stranger.pem", _stranger.Pem));
        var named = server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        Assert.Equal("""[{"a":"encrypted"}]""", Answer(server.Url + Tls("required"), Encryption));
        Assert.Equal("""[{"a":"encrypted"}]""", Answer(server.Url + Tls("preferred"), Encryption));
        Assert.Equal("""[{"a":"plain"}]""", Answer(server.Url + Tls("disabled"), Encryption));
        Assert.Equal("""[{"a":"encrypted"}]""", Answer(server.Url + Tls("verify-ca", authority), Encryption));
        Assert.Equal("""[{"a":"encrypted"}]""", Answer(named + Tls("verify-identity", authority), Encryption));
        // It is for localhost.
        Assert.Contains("cannot be reached", Failure(server.Url + Tls("verify-identity", authority)), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", Failure(server.Url + Tls("verify-ca", stranger)), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", Failure(server.Url + Tls("verify-ca", Folder["missing.pem"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Client_shows_its_certificate()
    {
        using var own = new TestCertificate(_authority);
        using var client = new TestCertificate(_authority);
        using var server = StartWithTls(_authority, own);
        var (authority, certificate, key) = (Write("authority.pem", _authority.Pem), Write("client.pem", client.Pem), Write("client.key", client.KeyPem));
        var url = server.Url.Replace("cleanroom:", "certified:", StringComparison.Ordinal);
        Assert.Contains("refused", Failure(url + Tls("verify-ca", authority)), StringComparison.Ordinal);
        Assert.Equal("""[{"a":"encrypted"}]""", Answer(url + Tls("verify-ca", authority, certificate, key), Encryption));
    }

    [Fact]
    public void Unix_socket_is_an_address_too()
    {
        var url = new Uri(Require().Url);
        var rest = $"{url.UserInfo}@{{0}}:{url.Port}{url.AbsolutePath}";
        Assert.Equal("""[{"a":1}]""", Answer($"{url.Scheme}://{string.Format(null, rest, Uri.EscapeDataString(Socket))}", "select 1 as a"));
        Assert.Equal("""[{"a":1}]""", Answer($"{url.Scheme}://{string.Format(null, rest, "localhost")}?host={Socket}", "select 1 as a"));
        Assert.Contains("cannot be reached", Failure($"{url.Scheme}://{string.Format(null, rest, Uri.EscapeDataString(Folder["none"]))}"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N131")]
    public void Servers_that_cannot_be_reached_are_passed_over_and_statements_are_cancelled_on_the_right_one()
    {
        var url = new Uri(Require().Url);
        using var source = DatabaseSource.Open($"{url.Scheme}://{url.UserInfo}@127.0.0.1:1,{url.Host}:{url.Port}{url.AbsolutePath}", new DatabaseOptions { StatementTimeout = TimeSpan.FromSeconds(2), PoolSize = 1 });
        using var guest = new DatabaseGuest(source);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
            Assert.Equal("TIMEOUT", guest.ErrorCode(Endless));
        }
        Assert.Contains("cannot be reached", Failure($"{url.Scheme}://{url.UserInfo}@127.0.0.1:1,127.0.0.1:2{url.AbsolutePath}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_password_is_not_shown()
    {
        using var server = StartWithTls(_authority, _authority);
        var message = Failure(server.Url.Replace("cleanroom:not-a-secret", "unknown:hunter2", StringComparison.Ordinal));
        Assert.Contains("refused", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    public override void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresConnectionTests() : ServerConnectionTests(TestedEngine.Postgres)
{
    private protected override string Encryption => "select case when ssl then 'encrypted' else 'plain' end as a from pg_stat_ssl where pid = pg_backend_pid()";

    private protected override string Socket => PostgresServer.Require().Folder;

    private protected override DatabaseServer Require() => PostgresServer.Require();

    private protected override DatabaseServer StartWithTls(TestCertificate authority, TestCertificate own) => WithUser(PostgresServer.StartOwn(server =>
    [
        "ssl=on", $"ssl_cert_file={server.WriteFile("own.pem", own.Pem)}", $"ssl_key_file={server.WriteFile("own.key", own.KeyPem)}", $"ssl_ca_file={server.WriteFile("authority.pem", authority.Pem)}",
        $"hba_file={server.WriteFile("hba.conf", "host all cleanroom 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 trust clientcert=verify-ca\n")}",
    ]), "create role certified login");

    private protected override string Tls(string mode, string? authority, string? certificate, string? key)
    {
        var options = "?sslmode=" + mode switch { "disabled" => "disable", "preferred" => "prefer", "required" => "require", "verify-identity" => "verify-full", _ => mode };
        if (authority is not null) options += $"&sslrootcert={authority}";
        return certificate is null ? options : $"{options}&sslcert={certificate}&sslkey={key}";
    }
}

public sealed class MySqlConnectionTests() : ServerConnectionTests(TestedEngine.MariaDb)
{
    private protected override string Encryption => "select if(variable_value = '', 'plain', 'encrypted') as a from information_schema.session_status where variable_name = 'Ssl_cipher'";

    private protected override string Socket => MariaDbServer.Require().Socket;

    private protected override DatabaseServer Require() => MariaDbServer.Require();

    private protected override DatabaseServer StartWithTls(TestCertificate authority, TestCertificate own)
    {
        var server = MariaDbServer.StartOwn(server => [$"ssl-cert={server.WriteFile("own.pem", own.Pem)}", $"ssl-key={server.WriteFile("own.key", own.KeyPem)}", $"ssl-ca={server.WriteFile("authority.pem", authority.Pem)}"]);
        return WithUser(server, "create user certified@'127.0.0.1' identified by 'not-a-secret' require x509", "grant all on *.* to certified@'127.0.0.1'");
    }

    private protected override string Tls(string mode, string? authority, string? certificate, string? key)
    {
        var options = $"?ssl-mode={mode}";
        if (authority is not null) options += $"&ssl-ca={authority}";
        return certificate is null ? options : $"{options}&ssl-cert={certificate}&ssl-key={key}";
    }
}
