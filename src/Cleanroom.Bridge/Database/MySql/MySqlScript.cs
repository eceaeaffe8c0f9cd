using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>Analyzes MySQL statements: what they leave behind, and what the driver has to be told about them.</summary>
static class MySqlScript
{
    static readonly string[] SchemaWords = ["CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE"];

    static readonly string[] CommittingWords =
    [
        .. SchemaWords, "GRANT", "REVOKE", "LOCK", "UNLOCK", "ANALYZE", "CHECK", "FLUSH", "OPTIMIZE", "REPAIR", "RESET", "CACHE", "INSTALL", "UNINSTALL", "CHANGE", "PURGE", "XA",
    ];

    // Other statements, or what they run out of sight, may change what a reset leaves: the role, the database, the server's records about the session.
    static readonly string[] ResettableWords =
    [
        "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "TABLE", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "DO",
    ];

    static SqlSyntax Syntax => MySqlDialect.Instance.Syntax;

    /// <summary>True for statements that may change the columns of tables.</summary>
    public static bool ChangesSchema(ReadOnlySpan<byte> sql) => new SqlScanner(sql, Syntax).NextWord(out var first) && SqlScript.IsAny(first, SchemaWords);

    /// <summary>True for statements before and after which the server commits the open transaction.</summary>
    public static bool Commits(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql, Syntax);
        if (!scanner.NextWord(out var first) || !SqlScript.IsAny(first, CommittingWords)) return false;
        while (scanner.NextWord(out var word))
        {
            if (Ascii.EqualsIgnoreCase(word, "TEMPORARY")) return false;
            if (!Ascii.EqualsIgnoreCase(word, "OR") && !Ascii.EqualsIgnoreCase(word, "REPLACE")) break;
        }
        return true;
    }

    /// <summary>True for <c>SAVEPOINT</c>.</summary>
    public static bool IsSavepoint(ReadOnlySpan<byte> sql) => new SqlScanner(sql, Syntax).NextWord(out var first) && Ascii.EqualsIgnoreCase(first, "SAVEPOINT");

    /// <summary>True for statements after which a reset makes the session as good as new.</summary>
    public static bool IsResettable(ReadOnlySpan<byte> sql)
    {
        // In another SQL mode or character set, a text may end earlier for the server, and another statement may follow.
        if (sql.TrimEnd("; \t\r\n"u8).Contains((byte)';')) return false;
        var scanner = new SqlScanner(sql, Syntax);
        while (scanner.Next(out var token))
            if (token != SqlToken.Blank && !scanner.Bytes.SequenceEqual("("u8)) return SqlScript.IsAny(scanner.Bytes, ResettableWords);
        return false;
    }

    /// <summary>Throws for <c>DELIMITER</c>, which scripts for MySQL's own client contain.</summary>
    public static void RequireNoDelimiter(ReadOnlySpan<byte> sql)
    {
        if (new SqlScanner(sql, Syntax).NextWord(out var first) && Ascii.EqualsIgnoreCase(first, "DELIMITER"))
            throw DatabaseException.Invalid("DELIMITER is a command of the mysql client: remove it; a body from BEGIN to END needs none");
    }

    /// <summary>Replaces the marks of executable comments by spaces, so that the driver, which skips comments, and the server read the same statement.</summary>
    public static ReadOnlySpan<byte> OpenComments(ReadOnlySpan<byte> sql)
    {
        if (sql.IndexOf("/*"u8) < 0) return sql;
        var result = sql.ToArray();
        var scanner = new SqlScanner(sql, Syntax);
        while (scanner.Next(out _))
            if (scanner.IsExecutableMark) result.AsSpan(scanner.Start, scanner.Bytes.Length).Fill((byte)' ');
        return result;
    }

    /// <summary>
    /// Hides user variables from the driver, which takes every <c>@name</c> in a prepared statement for a parameter: it skips comments, and the server executes
    /// this kind.
    /// </summary>
    public static ReadOnlySpan<byte> HideVariables(ReadOnlySpan<byte> sql)
    {
        if (!sql.Contains((byte)'@')) return sql;
        var result = new ArrayBufferWriter<byte>(sql.Length + 16);
        var scanner = new SqlScanner(sql, Syntax);
        var isVariable = false;
        while (scanner.Next(out var token))
        {
            if (token == SqlToken.Other && scanner.Bytes is [(byte)'@'])
            {
                // A second sign makes it a system variable.
                if (isVariable) result.Write("@@"u8);
                isVariable = !isVariable;
                continue;
            }
            result.Write(isVariable ? "/*!@"u8 : default);
            result.Write(scanner.Bytes);
            result.Write(isVariable ? "*/"u8 : default);
            isVariable = false;
        }
        return result.WrittenSpan;
    }
}
