using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>MySQL and MariaDB: <c>mysql://USER:PASSWORD@HOST:PORT/DATABASE</c>, also <c>mariadb:</c>.</summary>
sealed class MySqlEngine : ServerEngine
{
    public override IReadOnlyList<string> Schemes { get; } = ["mysql", "mariadb"];

    public override IReadOnlyList<string> UrlForms { get; } = ["mysql://USER:PASSWORD@HOST/DATABASE"];

    public override SqlDialect Dialect => MySqlDialect.Instance;

    protected override int DefaultPort => MySqlUrl.DefaultPort;

    protected override IReadOnlyList<string> FileOptions => MySqlUrl.FileOptions;

    protected override DatabasePool CreatePool(ServerUrl server, DatabaseOptions options, string maskedUrl) => new MySqlPool(this, MySqlUrl.Settings(server, out var sqlMode), sqlMode, options, maskedUrl);
}
