using System.Buffers;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>The SQL dialect of SQLite.</summary>
sealed class SqliteDialect : SqlDialect
{
    public static readonly SqliteDialect Instance = new();

    public override SqlSyntax Syntax => SqlSyntax.BacktickNames | SqlSyntax.BracketNames;

    // The limit of SQLite.
    public override int MaxPlaceholders => 32_766;

    public override ReadOnlySpan<byte> ColumnsQuery => "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1"u8;

    public override void WritePlaceholder(ArrayBufferWriter<byte> target, int number, SqlValueKind? kind) => WriteNumbered(target, (byte)'?', number);

    public override SqlValue TableValue(string table) => SqlValue.Of(table);

    public override string TypeName(SqlColumnType type) => type switch
    {
        SqlColumnType.Integer or SqlColumnType.LargeInteger => "INTEGER",
        SqlColumnType.Number => "REAL",
        SqlColumnType.Decimal => "NUMERIC",
        SqlColumnType.Boolean => "BOOLEAN",
        _ => "TEXT",
    };
}
