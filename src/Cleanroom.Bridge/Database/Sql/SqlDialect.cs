using System.Buffers;
using System.Buffers.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>What the SQL of an engine looks like: one class per engine, in its folder.</summary>
public abstract class SqlDialect
{
    /// <summary>Quotes and comments beyond those of the standard.</summary>
    public abstract SqlSyntax Syntax { get; }

    /// <summary>The most placeholders that a statement may have.</summary>
    public abstract int MaxPlaceholders { get; }

    /// <summary>Asks for the names of a table's columns in order. The only value is <see cref="TableValue"/>.</summary>
    public abstract ReadOnlySpan<byte> ColumnsQuery { get; }

    /// <summary>The statement that waits until no other process migrates the database, or null where a transaction is lock enough.</summary>
    public virtual string? MigrationLock => null;

    /// <summary>The statement that ends <see cref="MigrationLock"/>.</summary>
    public virtual string? MigrationUnlock => null;

    /// <summary>Writes the placeholder of a value.</summary>
    /// <param name="target">Where the statement is written.</param>
    /// <param name="number">The number of the placeholder, from 1.</param>
    /// <param name="kind">The kind of its value; null when it is not known.</param>
    public abstract void WritePlaceholder(ArrayBufferWriter<byte> target, int number, SqlValueKind? kind);

    /// <summary>The value by which <see cref="ColumnsQuery"/> finds a table.</summary>
    public abstract SqlValue TableValue(string table);

    /// <summary>The type of a column as <c>ALTER TABLE</c> spells it.</summary>
    public abstract string TypeName(SqlColumnType type);

    /// <summary>A name as the engine reads it without quotes.</summary>
    public virtual string Fold(string name) => name;

    /// <summary>A name in quotes, as it is. It has letters, digits and underscores only, so nothing in it needs escaping.</summary>
    public virtual string Quote(string name) => $"\"{name}\"";

    /// <summary>A name as the engine would read it without quotes: in quotes only where it is a keyword.</summary>
    public string QuoteKeyword(string name) => SqlKeywords.Contains(name) ? Quote(Fold(name)) : name;

    /// <summary>Writes a mark and a number.</summary>
    protected static void WriteNumbered(ArrayBufferWriter<byte> target, byte mark, int number)
    {
        var span = target.GetSpan(12);
        span[0] = mark;
        Utf8Formatter.TryFormat(number, span[1..], out var length);
        target.Advance(length + 1);
    }
}
