using System.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>Determines the kind of statements.</summary>
static class SqlScript
{
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
