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
