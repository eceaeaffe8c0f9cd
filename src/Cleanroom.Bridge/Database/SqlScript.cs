using System.Text;

namespace Cleanroom.Bridge.Database;

/// <summary>Reads what a statement is and where one ends.</summary>
static class SqlScript
{
    static readonly string[] SchemaWords = ["CREATE", "ALTER", "DROP", "TRUNCATE", "DO", "COMMENT"];
    static readonly string[] TransactionWords = ["WORK", "TRANSACTION", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];

    /// <summary>Which end or begin of a transaction a statement is.</summary>
    /// <exception cref="DatabaseException">It begins a transaction in a way that <c>_db_begin</c> does not.</exception>
    public static TransactionStatement TransactionOf(ReadOnlySpan<byte> sql, SqlDialect dialect)
    {
        var scanner = new SqlScanner(sql, dialect);
        if (!NextWord(ref scanner, out var first) || first.Length > 8) return TransactionStatement.None;
        var kind = Is(first, "BEGIN") || Is(first, "START") ? TransactionStatement.Begin
            : Is(first, "COMMIT") || Is(first, "END") ? TransactionStatement.Commit
            : Is(first, "ROLLBACK") || Is(first, "ABORT") ? TransactionStatement.Rollback
            : TransactionStatement.None;
        while (kind != TransactionStatement.None && NextWord(ref scanner, out var word))
        {
            if (kind == TransactionStatement.Rollback && Is(word, "TO")) return TransactionStatement.None;
            if (!IsAny(word, TransactionWords)) throw DatabaseException.Invalid("transactions are begun and ended without options here: use _db_begin, then SET TRANSACTION");
        }
        return kind;
    }

    /// <summary>True for <c>ROLLBACK TO</c>, which makes a failed transaction usable again.</summary>
    public static bool IsRollbackToSavepoint(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql, SqlDialect.Postgres);
        return NextWord(ref scanner, out var first) && Is(first, "ROLLBACK");
    }

    /// <summary>True for statements after which tables may have other columns.</summary>
    public static bool ChangesSchema(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql, SqlDialect.Postgres);
        return NextWord(ref scanner, out var first) && IsAny(first, SchemaWords);
    }

    /// <summary>The statements of a PostgreSQL script. A body between BEGIN ATOMIC and END belongs to its statement.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> script)
    {
        var statements = new List<byte[]>();
        var (start, hasContent, depth) = (0, false, 0);
        var previous = "";
        var scanner = new SqlScanner(script, SqlDialect.Postgres);
        while (scanner.Next(out var token))
        {
            if (token == SqlToken.Semicolon && depth == 0)
            {
                if (hasContent) statements.Add(script[start..scanner.Start].ToArray());
                (start, hasContent) = (scanner.Start + 1, false);
                continue;
            }
            if (token == SqlToken.Blank) continue;
            hasContent = true;
            var word = token == SqlToken.Word && scanner.Bytes.Length <= 6 ? Encoding.UTF8.GetString(scanner.Bytes).ToUpperInvariant() : "";
            if (word == "ATOMIC" && previous == "BEGIN" || word == "CASE" && depth > 0) depth++;
            else if (word == "END" && depth > 0) depth--;
            previous = word;
        }
        if (hasContent) statements.Add(script[start..].ToArray());
        return statements;
    }

    /// <summary>True when a text holds more than one statement.</summary>
    public static bool HasSeveral(ReadOnlySpan<byte> sql) => Split(sql).Count > 1;

    /// <summary>A statement without the semicolons, spaces and comments behind it, where there are semicolons. A text without a statement stays as it is.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> sql) => sql.Contains((byte)';') && EndOf(sql) is var end && end > 0 ? sql[..end] : sql;

    /// <summary>Where the semicolons, spaces and comments behind a statement begin.</summary>
    public static int EndOf(ReadOnlySpan<byte> sql)
    {
        var end = 0;
        var scanner = new SqlScanner(sql, SqlDialect.Postgres);
        while (scanner.Next(out var token))
            if (token is not (SqlToken.Blank or SqlToken.Semicolon)) end = scanner.Start + scanner.Bytes.Length;
        return end;
    }

    // The next word; false when something else comes first.
    static bool NextWord(ref SqlScanner scanner, out ReadOnlySpan<byte> word)
    {
        word = default;
        while (scanner.Next(out var token))
        {
            if (token is SqlToken.Blank or SqlToken.Semicolon) continue;
            word = scanner.Bytes;
            return token == SqlToken.Word;
        }
        return false;
    }

    static bool Is(ReadOnlySpan<byte> word, string expected) => Ascii.EqualsIgnoreCase(word, expected);

    static bool IsAny(ReadOnlySpan<byte> word, string[] expected)
    {
        foreach (var candidate in expected)
            if (Is(word, candidate)) return true;
        return false;
    }
}

/// <summary>A statement that begins or ends a transaction.</summary>
enum TransactionStatement
{
    /// <summary>Any other statement.</summary>
    None,

    /// <summary>BEGIN.</summary>
    Begin,

    /// <summary>COMMIT.</summary>
    Commit,

    /// <summary>ROLLBACK.</summary>
    Rollback,
}
