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

    // Locks of a session, and statements that may take one out of sight.
    static readonly string[] LockingFunctions = ["GET_LOCK"], LockingWords = ["LOCK", "FLUSH", "BACKUP", "CALL", "XA", "HANDLER", "EXECUTE", "DO"];

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

    /// <summary>True for statements that may take a lock that outlives their transaction.</summary>
    public static bool MayLock(ReadOnlySpan<byte> sql) => SqlScript.Mentions(sql, Syntax, LockingWords, LockingFunctions);

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
