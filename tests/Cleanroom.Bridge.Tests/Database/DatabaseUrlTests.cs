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
    [InlineData("sqlite:a@b:c.db", "sqlite:a@b:c.db")]
    [InlineData("sqlite:x.db?password=hunter2", "sqlite:x.db?password=***")]
    public void Password_is_masked_in_every_form(string text, string masked) => Assert.Equal(masked, DatabaseUrl.Mask(text));

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
