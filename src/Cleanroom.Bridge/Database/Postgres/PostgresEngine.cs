using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>PostgreSQL: <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE</c>, also <c>postgresql:</c>.</summary>
sealed class PostgresEngine : DatabaseEngine
{
    public override IReadOnlyList<string> Schemes { get; } = ["postgres", "postgresql"];

    public override IReadOnlyList<string> UrlForms { get; } = ["postgres://USER:PASSWORD@HOST/DATABASE"];

    public override bool IsRemote => true;

    public override SqlDialect Dialect => PostgresDialect.Instance;

    public override DatabasePool CreatePool(string url, DatabaseOptions options)
    {
        var masked = DatabaseUrl.Mask(url);
        try
        {
            return new PostgresPool(this, PostgresUrl.Parse(url), options, masked);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            throw new HostException($"the database URL {masked} cannot be used: {(malformed is FormatException ? malformed.Message : "a setting in it is not valid")}");
        }
    }

    public override DatabasePool CreateGrantedPool(Guest guest, string function, string url, DatabaseOptions options)
    {
        PostgresUrl.RequireGranted(guest, function, url);
        return CreatePool(url, options);
    }
}
