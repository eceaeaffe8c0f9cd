using Cleanroom.Bridge.Database.Sql;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>PostgreSQL: <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE</c>, also <c>postgresql:</c>.</summary>
sealed class PostgresEngine : ServerEngine
{
    public override IReadOnlyList<string> Schemes { get; } = ["postgres", "postgresql"];

    public override IReadOnlyList<string> UrlForms { get; } = ["postgres://USER:PASSWORD@HOST/DATABASE"];

    public override SqlDialect Dialect => PostgresDialect.Instance;

    protected override int DefaultPort => NpgsqlConnection.DefaultPort;

    protected override IReadOnlyList<string> FileOptions => PostgresUrl.FileOptions;

    protected override DatabasePool CreatePool(ServerUrl server, DatabaseOptions options, string maskedUrl) => new PostgresPool(this, PostgresUrl.Settings(server), options, maskedUrl);
}
