using System.Globalization;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Server.State;

/// <summary>
/// The tables of one kind of state, with the version of their form. Table <c>_clean_schema</c> holds for each kind the version in the database and the oldest
/// version of a server that can still work with it: a newer server takes the missing steps while older ones go on, and an older one refuses only a form that it
/// would damage.
/// </summary>
/// <param name="kind">The kind, as <c>_clean_schema</c> names it.</param>
/// <param name="tables">The tables of this version.</param>
/// <param name="oldest">The oldest version that can work with the tables after the last step.</param>
/// <param name="steps">The scripts of each version; a step may be taken by several servers at once, so it says IF NOT EXISTS.</param>
sealed class StateTables(string kind, IReadOnlyList<string> tables, int oldest, params Func<SqlDialect, IEnumerable<string>>[] steps)
{
    const string Table = "_clean_schema";
    const int MaxResultBytes = 1 << 16, MaxAttempts = 5;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The kind.</summary>
    public string Kind => kind;

    /// <summary>The version of this server.</summary>
    public int Version => steps.Length;

    /// <summary>Creates the tables, or changes them to this version. Returns true when they had been made before and some of them are made again.</summary>
    /// <exception cref="HostException">They need a newer server, their version cannot be read, or the database refuses.</exception>
    public bool Prepare(DatabaseSource source)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return source.Pool!.Use((connection, scope) => Prepare(connection, scope, source.MaskedUrl!), Limit, MaxResultBytes);
            }
            // Servers that start at the same moment can get in each other's way.
            catch (DatabaseException) when (attempt < MaxAttempts)
            {
            }
            catch (DatabaseException failure)
            {
                throw new HostException($"the tables for {kind} cannot be made: {failure.Logged} ({source.MaskedUrl})", failure);
            }
        }
    }

    /// <summary>Says for the log why statements on the tables failed, and what to do when that is because a table is gone.</summary>
    public string Explain(DatabaseException failure, DatabaseSource source) =>
        FindMissing(failure, source) is { } missing
            ? $"the table {missing} is missing ({source.MaskedUrl}): restore it, or restart the server, which makes it anew without what it held"
            : $"{failure.Logged} ({source.MaskedUrl})";

    bool Prepare(DatabaseConnection connection, StatementScope scope, string place)
    {
        var dialect = connection.Dialect;
        var (name, number) = (dialect.Quote("name"), dialect.TypeName(SqlColumnType.LargeInteger));
        connection.RunScript(Bytes(dialect.CreateTable(Table, $"{name} {dialect.TypeName(SqlColumnType.Key)} PRIMARY KEY, version {number} NOT NULL, oldest {number} NOT NULL", "version")), scope);
        var found = DatabaseCatalogue.Texts(connection, Bytes($"SELECT version, oldest FROM {Table} WHERE {name} = ?"), [SqlValue.Of(kind)], scope) is [[var version, var needed], ..]
            ? (Version: Number("version", version, place), Oldest: Number("oldest", needed, place))
            : (Version: 0, Oldest: 0);
        if (found.Oldest > Version)
        {
            throw new HostException(
                $"the tables for {kind} have form {found.Version}, which only servers that know form {found.Oldest} may use, and this one knows {Version}: use a newer Cleanroom, or another database ({place})");
        }
        var areLost = found.Version > 0 && FindMissing(connection, scope) is not null;
        if (areLost && found.Version > Version)
        {
            throw new HostException(
                $"tables for {kind} are missing: {Table} says that they have form {found.Version}, and this server can only make form {Version}: start a newer Cleanroom first, restore them, or use another database ({place})");
        }
        if (found.Version >= Version && !areLost) return false;
        // Steps leave what exists, so all of them are taken when something is missing.
        foreach (var script in steps[(areLost ? 0 : found.Version)..].SelectMany(step => step(dialect))) connection.RunScript(Bytes(script), scope);
        connection.Run(Bytes(dialect.InsertOrUpdate(Table, name, "version", "oldest")), [SqlValue.Of(kind), SqlValue.Of((long)Version), SqlValue.Of((long)oldest)], null, scope);
        return areLost;
    }

    // Asks the engine anew.
    string? FindMissing(DatabaseConnection connection, StatementScope scope) => tables.FirstOrDefault(table => new DatabaseCatalogue().Find(connection, table, scope) is null);

    string? FindMissing(DatabaseException failure, DatabaseSource source)
    {
        if (failure.Code != DatabaseException.Query) return null;
        try
        {
            return source.Pool!.Use(FindMissing, Limit, MaxResultBytes);
        }
        catch (DatabaseException)
        {
            // The first failure says more.
            return null;
        }
    }

    int Number(string column, string? text, string place) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new HostException(
                $"the table {Table} has the {column} {LoggedText.Of(text ?? "NULL")} for {kind}, which no server wrote ({place}): correct it from a backup, delete that row, or use another database",
                new FormatException(text));

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
