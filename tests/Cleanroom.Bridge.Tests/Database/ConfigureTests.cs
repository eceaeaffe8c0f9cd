using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary><c>_db_configure</c> with the parts of a URL.</summary>
public sealed class ConfigureTests() : EngineTests(TestedEngine.SqliteFile)
{
    static long Configure(DatabaseGuest guest, string engine, string host = "", string port = "", string database = "", string user = "", string password = "", int poolSize = 0) =>
        guest.Number("_db_configure", engine, host, port, database, user, password, poolSize, 1000);

    [Fact]
    public void Parts_name_an_sqlite_file_in_a_granted_directory()
    {
        var options = new GuestOptions { Directories = [new DirectoryGrant(Folder.Path)] };
        using var guest = new DatabaseGuest(null, "wide", options);
        Assert.Equal(-1, Configure(guest, "sqlite", database: "/elsewhere/x.db"));
        Assert.Equal("NO_DB", guest.ErrorCode("select 1 as a"));
        Assert.Equal(0, Configure(guest, "sqlite", database: "odd name?#%.db", poolSize: 1));
        Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
        Assert.True(File.Exists(Folder["odd name?#%.db"]));
        Assert.Equal(0, Configure(guest, "SQLite3", database: ":memory:"));
        Assert.Equal(0, guest.Execute("create table here (id integer)"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mysql")]
    [InlineData("MariaDB")]
    public void Parts_name_a_server_that_is_granted(string engine)
    {
        DatabaseServer server = engine == "postgresql" ? PostgresServer.Require() : MariaDbServer.Require();
        var (database, password) = engine == "postgresql" ? ("postgres", "s3cr3t:/@?#") : ("test", "not-a-secret");
        var network = new NetworkAccess([new NetworkGrant("127.0.0.1", server.Port), new NetworkGrant("127.0.0.1", 1)], grantsOnly: false);
        var port = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using (var refused = new DatabaseGuest(null, "wide")) Assert.Equal(-1, Configure(refused, engine, "127.0.0.1", port, database, "cleanroom", "s3cr3t"));
        using var guest = new DatabaseGuest(null, "wide", new GuestOptions { Network = network });
        Assert.Equal(-1, Configure(guest, engine, "127.0.0.1", "1", database, "cleanroom", "s3cr3t"));
        Assert.Equal(0, Configure(guest, engine, "127.0.0.1", port, database, "cleanroom", password, 2));
        Assert.Equal("""[{"a":1}]""", guest.Rows("select ? as a", "[1]"));
        Assert.Equal((0, 2), guest.Guest.State<DatabaseSession>().Source.Connections);
        Assert.DoesNotContain(guest.Log.Lines, static line => line.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mongodb")]
    [InlineData("oracle")]
    [InlineData("")]
    public void Parts_of_another_engine_are_refused_by_name(string engine)
    {
        using var guest = new DatabaseGuest(null, "wide");
        Assert.Equal(-1, Configure(guest, engine, "db", "3306", "shop", "me", "s3cr3t"));
        var line = Assert.Single(guest.Log.Lines);
        Assert.Contains("sqlite:PATH", line, StringComparison.Ordinal);
        Assert.Contains("postgres://", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", line, StringComparison.Ordinal);
    }
}
