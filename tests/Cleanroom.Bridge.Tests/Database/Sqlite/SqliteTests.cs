using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Tests.Database.Sqlite;

public sealed class SqliteFileTests() : DatabaseTests(TestedEngine.SqliteFile)
{
    [Fact]
    public void Rows_follow_their_storage_class()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(
            """[{"a":1,"b":5.0,"c":"é","d":"/wA=","e":null,"f":null,"g":0.1,"h":""}]""",
            guest.Rows("select 1 as a, 5.0 as b, 'é' as c, x'ff00' as d, null as e, 9e999 as f, 0.1 as g, '' as h"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ?", "[123456789012345678901234]"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select :name", "[]"));
    }

    [Fact]
    public void Other_files_stay_closed()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal("PERMISSION_DENIED", guest.ErrorCode("attach database ? as other", $"[\"{Folder["other.db"]}\"]"));
        Assert.Equal("PERMISSION_DENIED", guest.ErrorCode($"attach '{Folder["other.db"]}' as other"));
        Assert.NotEqual("", guest.ErrorCode($"vacuum into '{Folder["copy.db"]}'"));
        Assert.NotEqual("", guest.ErrorCode("select load_extension('x')"));
        Assert.Equal(0, guest.Execute("vacuum"));
        Assert.False(File.Exists(Folder["other.db"]) || File.Exists(Folder["copy.db"]));
        guest.Execute("create temp table mine (id integer)");
        guest.Execute("pragma foreign_keys = off");
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select * from mine"));
        Assert.Equal("""[{"foreign_keys":1}]""", guest.Rows("pragma foreign_keys"));
    }

    [Fact]
    public void A_program_configures_only_files_in_granted_directories()
    {
        var options = new Bridge.GuestOptions { Directories = [new DirectoryGrant(Folder.Path)] };
        using var guest = new DatabaseGuest(null, "pairs", options);
        Assert.Equal(-1, guest.Number("_db_configure", """{"url":"sqlite:/tmp/outside-cleanroom.db"}"""));
        Assert.Contains(guest.Log.Lines, static line => line.Contains("--dir", StringComparison.Ordinal));
        Assert.Equal(-1, guest.Number("_db_configure", """{"url":"mysql://u:geheim@h/d"}"""));
        Assert.DoesNotContain(guest.Log.Lines, static line => line.Contains("geheim", StringComparison.Ordinal));
        Assert.Equal(-1, guest.Number("_db_configure", "{}"));
        Assert.Equal(0, guest.Number("_db_configure", """{"database_url":"sqlite:inside.db","pool_size":2}"""));
        Assert.Equal(0, guest.Execute("create table made (id integer)"));
        Assert.True(File.Exists(Folder["inside.db"]));
        using var prefixed = new DatabaseGuest(null, "prefixed", options);
        Assert.Equal(0, prefixed.Number("_db_configure", "sqlite::memory:"));
        Assert.Equal(1, prefixed.Number("_db_connected"));
        using var kept = new DatabaseGuest(Open());
        Assert.Equal(0, kept.Number("_db_configure", "sqlite::memory:"));
        Assert.Equal("QUERY_ERROR", kept.ErrorCode("select * from made"));
        using var replaced = new DatabaseGuest(Open(new DatabaseOptions { IsReplaceable = true }), "pairs", options);
        Assert.Equal(0, replaced.Number("_db_configure", "sqlite:inside.db?mode=ro"));
        Assert.Equal("[]", replaced.Rows("select * from made"));
        Assert.Equal("PERMISSION_DENIED", replaced.ErrorCode("insert into made values (1)"));
    }

    [Fact]
    public void Urls_that_cannot_be_used_say_why()
    {
        var options = new DatabaseOptions { Verify = true };
        Assert.Contains("MySQL", Assert.Throws<HostException>(() => DatabaseSource.Open("mysql://root:geheim@db/x", options)).Message, StringComparison.Ordinal);
        Assert.Contains("mysql://root:***@db/x", Assert.Throws<HostException>(() => DatabaseSource.Open("mysql://root:geheim@db/x", options)).Message, StringComparison.Ordinal);
        Assert.Contains("oracle", Assert.Throws<HostException>(() => DatabaseSource.Open("oracle://x", options)).Message, StringComparison.Ordinal);
        Assert.Contains("no scheme", Assert.Throws<HostException>(() => DatabaseSource.Open("app.db", options)).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Throws<HostException>(() => DatabaseSource.Open($"sqlite://{Folder["missing/x.db"]}", options)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", Assert.Throws<HostException>(() => DatabaseSource.Open($"sqlite:{Folder["absent.db"]}?mode=rw", options)).Message, StringComparison.Ordinal);
        Folder.Write("text.db", new string('x', 5000));
        Assert.Contains("not a database", Assert.Throws<HostException>(() => DatabaseSource.Open($"sqlite:{Folder["text.db"]}", options)).Message, StringComparison.Ordinal);
        var refused = Assert.Throws<HostException>(() => DatabaseSource.Open("postgres://me:geheim@127.0.0.1:1/x?password=geheim", options)).Message;
        Assert.Contains("cannot be reached", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Closing_brings_the_write_ahead_log_home()
    {
        using (var source = DatabaseSource.Open(Url))
        using (var guest = new DatabaseGuest(source)) guest.Execute($"create table {Table} (id integer)");
        Assert.False(File.Exists(Folder["test.db-wal"]));
        File.Copy(Folder["test.db"], Folder["copy.db"]);
        using var copy = DatabaseSource.Open($"sqlite:{Folder["copy.db"]}");
        using var reader = new DatabaseGuest(copy);
        Assert.Equal("[]", reader.Rows($"select id from {Table}"));
    }

    [Fact]
    public void Read_only_file_with_a_write_ahead_log_opens_where_no_file_can_be_made_beside_it()
    {
        using (var source = DatabaseSource.Open(Url))
        using (var guest = new DatabaseGuest(source)) guest.Execute($"create table {Table} (id integer)");
        // What stands in the way of the index of the log, whoever runs the test.
        File.CreateSymbolicLink(Folder["test.db-shm"], Folder["missing/index"]);
        using (var source = DatabaseSource.Open(Url + "?mode=ro", new DatabaseOptions { Verify = true }))
        using (var guest = new DatabaseGuest(source))
        {
            Assert.Equal("[]", guest.Rows($"select id from {Table}"));
            Assert.Equal("PERMISSION_DENIED", guest.ErrorCode($"insert into {Table} values (1)"));
        }
        // A log means that somebody writes.
        File.WriteAllBytes(Folder["test.db-wal"], new byte[100]);
        Assert.Throws<HostException>(() => DatabaseSource.Open(Url + "?mode=ro", new DatabaseOptions { Verify = true }));
    }

    [Fact]
    public async Task Writers_take_turns_without_failing()
    {
        var source = Open();
        using (var guest = new DatabaseGuest(source)) guest.Execute($"create table {Table} (id integer primary key autoincrement, who integer)");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(who => Task.Run(() =>
        {
            using var guest = new DatabaseGuest(source);
            for (var i = 0; i < 25; i++)
            {
                Assert.Equal(1, guest.Number("_db_begin"));
                Assert.Equal(1, guest.Execute($"insert into {Table} (who) values (?)", $"[{who}]"));
                Assert.Equal(1, guest.Number("_db_commit"));
            }
        })));
        using var last = new DatabaseGuest(source);
        Assert.Equal("""[{"n":100}]""", last.Rows($"select count(*) as n from {Table}"));
    }
}

public sealed class SqliteMemoryTests() : DatabaseTests(TestedEngine.SqliteMemory)
{
    [Fact]
    public void All_guests_of_a_source_share_the_database()
    {
        var first = Open();
        using var one = new DatabaseGuest(first);
        using var two = new DatabaseGuest(first);
        one.Execute("create table shared (id integer)");
        one.Execute("insert into shared values (1)");
        one.Number("_db_begin");
        Assert.Equal("""[{"id":1}]""", one.Rows("select * from shared"));
        one.Guest.EndEvent();
        Assert.Equal("""[{"id":1}]""", two.Rows("select * from shared"));
        using var other = new DatabaseGuest(Open());
        Assert.Equal("QUERY_ERROR", other.ErrorCode("select * from shared"));
    }
}
