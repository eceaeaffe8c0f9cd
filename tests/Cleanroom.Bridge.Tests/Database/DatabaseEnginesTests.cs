using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests.Database;

public sealed class DatabaseEnginesTests
{
    [Theory]
    [InlineData("sqlite::memory:", "sqlite")]
    [InlineData("SQLite:app.db", "sqlite")]
    [InlineData("postgres://db/x", "postgres")]
    [InlineData("postgresql://db/x", "postgres")]
    [InlineData("mysql://db/x", "mysql")]
    [InlineData("MariaDB://db/x", "mysql")]
    [InlineData("oracle://db/x", null)]
    [InlineData("sqlite3:app.db", null)]
    [InlineData("app.db", null)]
    public void Engine_is_chosen_by_the_scheme(string url, string? scheme) => Assert.Equal(scheme, DatabaseEngines.Find(url)?.Schemes[0]);

    [Theory]
    [InlineData("oracle://app:hunter2@db/x", "the database URL oracle://app:***@db/x has the unsupported scheme oracle")]
    [InlineData("app.db", "the database URL app.db has no scheme")]
    public void Unknown_scheme_is_answered_with_those_that_there_are(string url, string reason) =>
        Assert.Equal($"{reason}: sqlite::memory:, sqlite:PATH, postgres://USER:PASSWORD@HOST/DATABASE and mysql://USER:PASSWORD@HOST/DATABASE are supported", Assert.Throws<HostException>(() => DatabaseEngines.Of(url)).Message);

    [Fact]
    public void Every_form_that_messages_name_has_its_engine() =>
        Assert.All(DatabaseEngines.All, static engine => Assert.All(engine.UrlForms, form => Assert.Same(engine, DatabaseEngines.Find(form))));
}
