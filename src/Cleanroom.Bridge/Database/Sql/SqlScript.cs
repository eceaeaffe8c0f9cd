using System.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>Splits scripts and determines the kind of statements.</summary>
static class SqlScript
{
    static readonly string[] RoutineWords = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"];
    static readonly string[] BlockWords = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"];

    static readonly string[] TransactionWords = ["WORK", "TRANSACTION", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];

    /// <summary>Returns how a statement begins or ends a transaction.</summary>
    /// <exception cref="DatabaseException">It begins a transaction in a way that <c>_db_begin</c> does not support.</exception>
    public static TransactionStatement TransactionOf(ReadOnlySpan<byte> sql, SqlDialect dialect)
    {
        var scanner = new SqlScanner(sql, dialect.Syntax);
        if (!scanner.NextWord(out var first) || first.Length > 8) return TransactionStatement.None;
        var kind = Is(first, "BEGIN") || Is(first, "START") ? TransactionStatement.Begin
            : Is(first, "COMMIT") || Is(first, "END") ? TransactionStatement.Commit
            : Is(first, "ROLLBACK") || Is(first, "ABORT") ? TransactionStatement.Rollback
            : TransactionStatement.None;
        while (kind != TransactionStatement.None && scanner.NextWord(out var word))
        {
            if (kind == TransactionStatement.Rollback && Is(word, "TO")) return TransactionStatement.None;
            if (!IsAny(word, TransactionWords)) throw DatabaseException.Invalid("transactions are begun and ended without options here: use _db_begin, then SET TRANSACTION");
        }
        return kind;
    }

    /// <summary>Splits a script into statements, without their semicolons. The body of a routine, from BEGIN to its END, belongs to its statement.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> script, SqlSyntax syntax)
    {
        var statements = new List<byte[]>();
        var (start, hasContent, depth) = (0, false, 0);
        string first = "", previous = "";
        var isRoutine = false;
        var scanner = new SqlScanner(script, syntax);
        while (scanner.Next(out var token))
        {
            if (token == SqlToken.Semicolon && depth == 0)
            {
                if (hasContent) statements.Add(script[start..scanner.Start].ToArray());
                (start, hasContent, isRoutine, first, previous) = (scanner.Start + 1, false, false, "", "");
                continue;
            }
            if (token == SqlToken.Blank) continue;
            hasContent = true;
            var word = token == SqlToken.Word && scanner.Bytes.Length <= 9 ? Encoding.UTF8.GetString(scanner.Bytes).ToUpperInvariant() : ".";
            if (first.Length == 0) first = word;
            if (isRoutine) depth = DepthAfter(word, previous, depth);
            else isRoutine = first == "CREATE" && RoutineWords.Contains(word);
            previous = word;
        }
        if (hasContent) statements.Add(script[start..].ToArray());
        return statements;
    }

    // BEGIN and CASE are closed by END; END IF and the like close blocks that are not counted. A routine may be named BEGIN.
    static int DepthAfter(string word, string previous, int depth)
    {
        if (previous == "END" && BlockWords.Contains(word)) return depth + 1;
        if (word == "BEGIN" && !RoutineWords.Contains(previous) || word == "CASE" && depth > 0 && previous != "END") return depth + 1;
        return word == "END" && depth > 0 ? depth - 1 : depth;
    }

    /// <summary>True when a statement begins with one of some words, or contains one of others.</summary>
    public static bool Mentions(ReadOnlySpan<byte> sql, SqlSyntax syntax, string[] first, string[] anywhere)
    {
        var scanner = new SqlScanner(sql, syntax);
        if (scanner.NextWord(out var word) && IsAny(word, first)) return true;
        do
            if (IsAny(scanner.Bytes, anywhere)) return true;
        while (scanner.Next(out _));
        return false;
    }

    /// <summary>True when a word is one of these (case-insensitive).</summary>
    public static bool IsAny(ReadOnlySpan<byte> word, string[] expected)
    {
        foreach (var candidate in expected)
            if (Is(word, candidate)) return true;
        return false;
    }

    static bool Is(ReadOnlySpan<byte> word, string expected) => Ascii.EqualsIgnoreCase(word, expected);
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
