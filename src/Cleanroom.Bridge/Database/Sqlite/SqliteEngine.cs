using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>SQLite: <c>sqlite::memory:</c>, <c>sqlite:PATH</c>, <c>sqlite://PATH</c>, with <c>?mode=</c> ro, rw, rwc or memory.</summary>
sealed class SqliteEngine : DatabaseEngine
{
    public override IReadOnlyList<string> Schemes { get; } = ["sqlite"];

    public override IReadOnlyList<string> UrlForms { get; } = ["sqlite::memory:", "sqlite:PATH"];

    public override bool IsRemote => false;

    public override SqlDialect Dialect => SqliteDialect.Instance;

    public override DatabasePool CreatePool(string url, DatabaseOptions options)
    {
        var location = SqliteLocation.Parse(url);
        return new SqlitePool(this, location.IsMemory ? location : location with { Path = Path.GetFullPath(location.Path) }, options, DatabaseUrl.Mask(url));
    }

    public override DatabasePool CreateGrantedPool(Guest guest, string function, string url, DatabaseOptions options)
    {
        var location = SqliteLocation.Parse(url);
        if (location.IsMemory) return new SqlitePool(this, location, options, DatabaseUrl.Mask(url));
        if (!guest.Files.TryResolve(function, Encoding.UTF8.GetBytes(location.Path), forWriting: !location.IsReadOnly, out var granted))
            throw new DatabaseException(DatabaseException.PermissionDenied, "the database file is not in a granted directory");
        return new SqlitePool(this, location with { Path = granted.Real, IsConfined = true }, options, DatabaseUrl.Mask(url));
    }
}
