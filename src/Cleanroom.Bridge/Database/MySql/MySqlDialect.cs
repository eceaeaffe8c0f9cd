using System.Buffers;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>The SQL dialect of MySQL and MariaDB.</summary>
sealed class MySqlDialect : SqlDialect
{
    public static readonly MySqlDialect Instance = new();

    // Locks are named per server and not per database. The wait ends when the statement is cancelled.
    const string LockName = "CONCAT('cleanroom ', MD5(DATABASE()))";
    const int LockSeconds = 31_536_000;

    public override SqlSyntax Syntax => SqlSyntax.BacktickNames | SqlSyntax.BackslashEscapes | SqlSyntax.HashComments | SqlSyntax.ExecutableComments;

    // The protocol counts placeholders in 16 bits.
    public override int MaxPlaceholders => 65_535;

    // The first comparison finds the table, the second requires its exact name.
    public override ReadOnlySpan<byte> ColumnsQuery =>
        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = $1 AND BINARY table_name = $1 ORDER BY ordinal_position"u8;

    public override string MigrationLock => $"SELECT GET_LOCK({LockName}, {LockSeconds})";

    public override string MigrationUnlock => $"SELECT RELEASE_LOCK({LockName})";

    public override bool CommitsSchemaChanges => true;

    public override void WritePlaceholder(ArrayBufferWriter<byte> target, int number, SqlValueKind? kind)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Write("?"u8);
    }

    public override SqlValue TableValue(string table) => SqlValue.Of(table);

    // Where the file system ignores case, the server stores lower case.
    public override string Fold(string name) => name.ToLowerInvariant();

    public override string Quote(string name) => $"`{name}`";

    public override string QuoteText(string text) => base.QuoteText(text.Replace("\\", "\\\\", StringComparison.Ordinal));

    // MySQL accepts the default of a text only as an expression.
    public override string Default(string literal) => base.Default(literal.StartsWith('\'') ? $"({literal})" : literal);

    public override string TypeName(SqlColumnType type) => type switch
    {
        SqlColumnType.Integer => "INTEGER",
        SqlColumnType.LargeInteger => "BIGINT",
        SqlColumnType.Number => "DOUBLE",
        SqlColumnType.Decimal => "DECIMAL(38,10)",
        SqlColumnType.Boolean => "BOOLEAN",
        SqlColumnType.Timestamp => "DATETIME(6)",
        SqlColumnType.Date => "DATE",
        SqlColumnType.Json => "JSON",
        SqlColumnType.Key => "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        _ => "LONGTEXT",
    };

    public override string CreateTable(string table, string columns, string index) =>
        $"CREATE TABLE IF NOT EXISTS {table} ({columns}, INDEX {table}_{index} ({index})) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    public override string InsertUnlessExists(string table, string key, params ReadOnlySpan<string> columns) => Insert(table, [key, .. columns]).Replace("INSERT", "INSERT IGNORE", StringComparison.Ordinal);

    public override string InsertOrUpdate(string table, string key, params ReadOnlySpan<string> columns) =>
        $"{Insert(table, [key, .. columns])} ON DUPLICATE KEY UPDATE {Join(columns, static column => $"{column} = VALUES({column})")}";
}
