using System.Buffers;
using System.Buffers.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The SQL dialect of an engine: one class per engine, in its folder.</summary>
public abstract class SqlDialect
{
    /// <summary>Quotes and comments in addition to standard SQL.</summary>
    public abstract SqlSyntax Syntax { get; }

    /// <summary>Maximum number of placeholders in a statement.</summary>
    public abstract int MaxPlaceholders { get; }

    /// <summary>Queries the names of a table's columns in order. The only parameter is <see cref="TableValue"/>.</summary>
    public abstract ReadOnlySpan<byte> ColumnsQuery { get; }

    /// <summary>The statement that waits until no other process migrates the database, or null where a transaction is a sufficient lock.</summary>
    public virtual string? MigrationLock => null;

    /// <summary>The statement that releases <see cref="MigrationLock"/>.</summary>
    public virtual string? MigrationUnlock => null;

    /// <summary>True when the engine commits the open transaction before and after a statement that changes the schema.</summary>
    public virtual bool CommitsSchemaChanges => false;

    /// <summary>Writes the placeholder of a value.</summary>
    /// <param name="target">The statement.</param>
    /// <param name="number">The number of the placeholder, from 1.</param>
    /// <param name="kind">The kind of its value; null when it is unknown.</param>
    public abstract void WritePlaceholder(ArrayBufferWriter<byte> target, int number, SqlValueKind? kind);

    /// <summary>Returns the value by which <see cref="ColumnsQuery"/> finds a table.</summary>
    public abstract SqlValue TableValue(string table);

    /// <summary>Returns the type name of a column for <c>ALTER TABLE</c>.</summary>
    public abstract string TypeName(SqlColumnType type);

    /// <summary>Returns a name as the engine reads it without quotes.</summary>
    public virtual string Fold(string name) => name;

    /// <summary>Quotes a name. It contains only letters, digits and underscores, so nothing needs escaping.</summary>
    public virtual string Quote(string name) => $"\"{name}\"";

    /// <summary>Returns a text as a literal.</summary>
    public virtual string QuoteText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Returns the clause with the default value of a column.</summary>
    public virtual string Default(string literal) => $"DEFAULT {literal}";

    /// <summary>Returns the script that creates a table with an index on one column, unless the table exists.</summary>
    public virtual string CreateTable(string table, string columns, string index) =>
        $"CREATE TABLE IF NOT EXISTS {table} ({columns}); CREATE INDEX IF NOT EXISTS {table}_{index} ON {table} ({index})";

    /// <summary>Returns the statement that inserts a row of the key and these columns, unless a row has the key.</summary>
    public virtual string InsertUnlessExists(string table, string key, params ReadOnlySpan<string> columns) => $"{Insert(table, [key, .. columns])} ON CONFLICT ({key}) DO NOTHING";

    /// <summary>Returns the statement that inserts a row of the key and these columns, or sets the columns of the row that has the key.</summary>
    public virtual string InsertOrUpdate(string table, string key, params ReadOnlySpan<string> columns) =>
        $"{Insert(table, [key, .. columns])} ON CONFLICT ({key}) DO UPDATE SET {Join(columns, static column => $"{column} = excluded.{column}")}";

    /// <summary>Returns the statement that inserts a row of these columns.</summary>
    protected static string Insert(string table, ReadOnlySpan<string> columns) => $"INSERT INTO {table} ({Join(columns, static column => column)}) VALUES ({Join(columns, static _ => "?")})";

    /// <summary>Joins one text for each column with commas.</summary>
    protected static string Join(ReadOnlySpan<string> columns, Func<string, string> text) => string.Join(", ", columns.ToArray().Select(text));

    /// <summary>Returns a name with the meaning it has without quotes; keywords are quoted.</summary>
    public string QuoteKeyword(string name) => SqlKeywords.Contains(name) ? Quote(Fold(name)) : name;

    /// <summary>Writes a prefix and a number.</summary>
    protected static void WriteNumbered(ArrayBufferWriter<byte> target, byte mark, int number)
    {
        var span = target.GetSpan(12);
        span[0] = mark;
        Utf8Formatter.TryFormat(number, span[1..], out var length);
        target.Advance(length + 1);
    }
}
