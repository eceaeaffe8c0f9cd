using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>Passwords are masked by what they are, whatever form they are written in.</summary>
public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgres://app:hunter2@db/x", "postgres://app:***@db/x")]
    [InlineData("postgres://app:hun@ter2@db/x", "postgres://app:***@db/x")]
    [InlineData("postgres://db/x?user=app&password=hunter2&sslmode=require", "postgres://db/x?user=app&password=***&sslmode=require")]
    [InlineData("postgres://db/x?sslpassword=hunter2", "postgres://db/x?sslpassword=***")]
    [InlineData("app:hunter2@db/x", "app:***@db/x")]
    [InlineData("Host=db;Username=app;Password=hunter2;Database=app", "Host=db;Username=app;Password=***;Database=app")]
    [InlineData("Host=db;PASSWORD = hunter2", "Host=db;PASSWORD = ***")]
    [InlineData("Host=db;Password=hun ter2;Database=app", "Host=db;Password=***;Database=app")]
    [InlineData("Host=db;Password='hunter2;Database=x';Port=1", "Host=db;Password=***;Port=1")]
    [InlineData("Host=db;Password=\"hun\"\"ter2;x\";Port=1", "Host=db;Password=***;Port=1")]
    [InlineData("Server=tcp:db,1433;User Id=app;Pwd=hunter2", "Server=tcp:db,1433;User Id=app;Pwd=***")]
    [InlineData("Host=db;SSL Password=hunter2;Port=1", "Host=db;SSL Password=***;Port=1")]
    [InlineData("host=db user=app password=hunter2", "host=db user=app password=***")]
    [InlineData("host=db password=hunter2 user=app dbname=x", "host=db password=*** user=app dbname=x")]
    [InlineData("host=db password = 'hun ter\\'2' dbname=x", "host=db password = *** dbname=x")]
    [InlineData("host=db password='hunter2", "host=db password=***")]
    [InlineData("jdbc:postgresql://db/x?user=app&password=hunter2", "jdbc:postgresql://db/x?user=app&password=***")]
    [InlineData("jdbc:sqlserver://db;user=app;password=hunter2;encrypt=true", "jdbc:sqlserver://db;user=app;password=***;encrypt=true")]
    [InlineData("postgres://app@db/x", "postgres://app@db/x")]
    [InlineData("other://hunter2@db/x", "other://***@db/x")]
    [InlineData("other://:hunter2@db/x", "other://:***@db/x")]
    [InlineData("postgres://app:a/b?c#hunter2@db/x", "postgres://app:***@db/x")]
    [InlineData("postgres://app:hunter2/x", "postgres://app:***")]
    [InlineData("postgres://db:5432,other:5433/x", "postgres://db:5432,other:5433/x")]
    [InlineData("postgres://fe80::1/x", "postgres://fe80::1/x")]
    [InlineData("postgres://[::1]:5432/x", "postgres://[::1]:5432/x")]
    [InlineData("postgres://db/x?password=a&hunter2&sslmode=require", "postgres://db/x?password=***&sslmode=require")]
    [InlineData("sqlite:a@b:c.db", "sqlite:a@b:c.db")]
    [InlineData("sqlite:x.db?password=hunter2", "sqlite:x.db?password=***")]
    public void Password_is_masked_in_every_form(string text, string masked) => Assert.Equal(masked, DatabaseUrl.Mask(text));

    [Theory]
    [InlineData("app:12/hunter2@db/x")]
    [InlineData("app:12?hunter2@db/x")]
    [InlineData("app:12?ssl-mode=hunter2@db/x")]
    [InlineData("app:12?sslmode=hunter2@db/x")]
    [InlineData("app:12#hunter2@db/x?colour=red")]
    [InlineData("app:a@hunter2@db:x/x")]
    [InlineData("app:hunter2/x")]
    [InlineData("db/x?password=a&hunter2")]
    public void No_piece_of_a_password_is_shown(string location)
    {
        foreach (var scheme in (string[])["postgres", "mysql"])
        {
            var url = $"{scheme}://{location}";
            var message = Assert.Throws<HostException>(() => DatabaseSource.Open(url)).Message;
            Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
            using var guest = new DatabaseGuest(null);
            Assert.Equal(-1, guest.Number("_db_configure", url));
            Assert.DoesNotContain(guest.Log.Lines, static line => line.Contains("app:12", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Unknown_option_is_named_with_those_that_there_are()
    {
        var message = Assert.Throws<HostException>(() => DatabaseSource.Open("postgres://app:hunter2@db/x?connect_timeout=3")).Message;
        Assert.Contains("the option connect_timeout is unknown; there are sslmode, sslrootcert", message, StringComparison.Ordinal);
        DatabaseSource.Open("postgres://app:hunter2@db/x?sslmode=require&channel_binding=require").Dispose();
    }

    [Theory]
    [InlineData("Host=db;Username=app;Password=hunter2;Database=app")]
    [InlineData("Host=db;Password=hunter2;Server=tcp:x")]
    [InlineData("host=db user=app password=hunter2")]
    public void Connection_string_of_another_client_is_refused_without_its_password(string text)
    {
        var message = Assert.Throws<HostException>(() => DatabaseSource.Open(text)).Message;
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
        Assert.Contains("write it as a URL", message, StringComparison.Ordinal);
    }
}
