using System.Buffers;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>The SQL dialect of PostgreSQL.</summary>
sealed class PostgresDialect : SqlDialect
{
    public static readonly PostgresDialect Instance = new();

    // An arbitrary number that other software is unlikely to lock: "clean mi" in ASCII.
    const string LockKey = "7164768891478699369";

    public override SqlSyntax Syntax => SqlSyntax.EscapeStrings | SqlSyntax.NestedComments;

    // The protocol counts placeholders in 16 bits.
    public override int MaxPlaceholders => 65_535;

    public override ReadOnlySpan<byte> ColumnsQuery =>
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"u8;

    public override string MigrationLock => $"SELECT pg_advisory_lock({LockKey})";

    public override string MigrationUnlock => $"SELECT pg_advisory_unlock({LockKey})";

    // No .NET type supported by the driver holds every number: they are sent as text with a cast.
    public override void WritePlaceholder(ArrayBufferWriter<byte> target, int number, SqlValueKind? kind)
    {
        WriteNumbered(target, (byte)'$', number);
        if (kind == SqlValueKind.Decimal) target.Write("::numeric"u8);
    }

    public override SqlValue TableValue(string table) => SqlValue.Of(Quote(table));

    // Unquoted names are folded.
    public override string Fold(string name) => name.ToLowerInvariant();

    public override string TypeName(SqlColumnType type) => type switch
    {
        SqlColumnType.Integer => "INTEGER",
        SqlColumnType.LargeInteger => "BIGINT",
        SqlColumnType.Number => "DOUBLE PRECISION",
        SqlColumnType.Decimal => "NUMERIC",
        SqlColumnType.Boolean => "BOOLEAN",
        SqlColumnType.Timestamp => "TIMESTAMPTZ",
        SqlColumnType.Date => "DATE",
        SqlColumnType.Json => "JSONB",
        _ => "TEXT",
    };
}
