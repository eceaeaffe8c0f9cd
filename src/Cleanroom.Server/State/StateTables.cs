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
/// <param name="oldest">The oldest version that can work with the tables after the last step.</param>
/// <param name="steps">The scripts of each version; a step may be taken by several servers at once, so it says IF NOT EXISTS.</param>
sealed class StateTables(string kind, int oldest, params Func<SqlDialect, IEnumerable<string>>[] steps)
{
    const string Table = "_clean_schema";
    const int MaxResultBytes = 1 << 16, MaxAttempts = 5;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The version of this server.</summary>
    public int Version => steps.Length;

    /// <summary>Creates the tables, or changes them to this version.</summary>
    /// <exception cref="HostException">They need a newer server, or the database refuses.</exception>
    public void Prepare(DatabaseSource source)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                source.Pool!.Use((connection, scope) => Prepare(connection, scope, source.MaskedUrl!), Limit, MaxResultBytes);
                return;
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

    // True when it changed something.
    bool Prepare(DatabaseConnection connection, StatementScope scope, string place)
    {
        var dialect = connection.Dialect;
        var (name, number) = (dialect.Quote("name"), dialect.TypeName(SqlColumnType.LargeInteger));
        connection.RunScript(Bytes(dialect.CreateTable(Table, $"{name} {dialect.TypeName(SqlColumnType.Key)} PRIMARY KEY, version {number} NOT NULL, oldest {number} NOT NULL", "version")), scope);
        var found = DatabaseCatalogue.Texts(connection, Bytes($"SELECT version, oldest FROM {Table} WHERE {name} = ?"), [SqlValue.Of(kind)], scope) is [[{ } version, { } needed]]
            ? (Version: Number(version), Oldest: Number(needed))
            : (Version: 0, Oldest: 0);
        if (found.Oldest > Version)
        {
            throw new HostException(
                $"the tables for {kind} have form {found.Version}, which only servers that know form {found.Oldest} may use, and this one knows {Version}: use a newer Cleanroom, or another database ({place})");
        }
        if (found.Version >= Version) return false;
        foreach (var script in steps[found.Version..].SelectMany(step => step(dialect))) connection.RunScript(Bytes(script), scope);
        connection.Run(Bytes(dialect.InsertOrUpdate(Table, name, "version", "oldest")), [SqlValue.Of(kind), SqlValue.Of((long)Version), SqlValue.Of((long)oldest)], null, scope);
        return true;
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
