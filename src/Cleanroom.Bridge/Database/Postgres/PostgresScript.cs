using System.Text;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Analyzes PostgreSQL statements: their kind and where they end.</summary>
static class PostgresScript
{
    static readonly string[] SchemaWords = ["CREATE", "ALTER", "DROP", "TRUNCATE", "DO", "COMMENT"];

    // Advisory locks of a session, and statements that may take one out of sight.
    static readonly string[] LockingFunctions = ["PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED", "PG_TRY_ADVISORY_LOCK", "PG_TRY_ADVISORY_LOCK_SHARED"];
    static readonly string[] LockingWords = ["CALL", "DO", "EXECUTE"];

    static SqlSyntax Syntax => PostgresDialect.Instance.Syntax;

    /// <summary>True for <c>ROLLBACK TO</c>, after which a failed transaction is usable again.</summary>
    public static bool IsRollbackToSavepoint(ReadOnlySpan<byte> sql) =>
        new SqlScanner(sql, Syntax).NextWord(out var first) && Ascii.EqualsIgnoreCase(first, "ROLLBACK");

    /// <summary>True for statements that may change the columns of tables.</summary>
    public static bool ChangesSchema(ReadOnlySpan<byte> sql) => new SqlScanner(sql, Syntax).NextWord(out var first) && SqlScript.IsAny(first, SchemaWords);

    /// <summary>True for statements that may take a lock that outlives their transaction.</summary>
    public static bool MayLock(ReadOnlySpan<byte> sql) => SqlScript.Mentions(sql, Syntax, LockingWords, LockingFunctions);

    /// <summary>
    /// Removes trailing semicolons, spaces and comments from a statement if it contains a semicolon. A text without a statement is unchanged.
    /// </summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> sql) => sql.Contains((byte)';') && EndOf(sql) is var end && end > 0 ? sql[..end] : sql;

    /// <summary>Returns where the trailing semicolons, spaces and comments of a statement begin.</summary>
    public static int EndOf(ReadOnlySpan<byte> sql)
    {
        var end = 0;
        var scanner = new SqlScanner(sql, Syntax);
        while (scanner.Next(out var token))
            if (token is not (SqlToken.Blank or SqlToken.Semicolon)) end = scanner.Start + scanner.Bytes.Length;
        return end;
    }
}
