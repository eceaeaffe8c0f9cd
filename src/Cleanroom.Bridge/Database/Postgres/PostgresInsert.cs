using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>
/// PostgreSQL has no last insert id. A plain <c>INSERT</c> is extended with <c>RETURNING</c> of its table's key, if the key is a single integer column.
/// </summary>
static class PostgresInsert
{
    /// <summary>Queries the key column of a table that the user may read, if the key is a single integer column.</summary>
    public const string KeyQuery =
        """
        SELECT quote_ident(a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = to_regclass($1) AND i.indisprimary AND i.indnkeyatts = 1 AND a.atttypid IN (20, 21, 23)
        AND has_column_privilege(i.indrelid, a.attnum, 'SELECT')
        """;

    /// <summary>Returns the table as spelled in the statement, if the statement is an <c>INSERT</c> that returns nothing.</summary>
    public static bool TryTable(ReadOnlySpan<byte> sql, out string table)
    {
        table = "";
        var scanner = new SqlScanner(sql, PostgresDialect.Instance.Syntax);
        if (!Skip(ref scanner, "INSERT"u8) || !Skip(ref scanner, "INTO"u8)) return false;
        var name = new ArrayBufferWriter<byte>();
        var isEnded = false;
        while (scanner.Next(out var token))
        {
            if (IsWord(token, scanner.Bytes, "RETURNING"u8)) return false;
            isEnded |= token == SqlToken.Semicolon;
            if (isEnded && token is not (SqlToken.Semicolon or SqlToken.Blank)) return false;
            // The name ends at the first space or parenthesis.
            if (table.Length > 0) continue;
            if (token == SqlToken.Blank && name.WrittenCount == 0) continue;
            if (token == SqlToken.Word || token == SqlToken.Other && scanner.Bytes[0] is (byte)'"' or (byte)'.') name.Write(scanner.Bytes);
            else table = Encoding.UTF8.GetString(name.WrittenSpan);
        }
        return table.Length > 0;
    }

    /// <summary>Returns the statement with <c>RETURNING</c> appended.</summary>
    public static string Returning(ReadOnlySpan<byte> sql, string key) => $"{Encoding.UTF8.GetString(sql[..PostgresScript.EndOf(sql)])} RETURNING {key}";

    static bool Skip(ref SqlScanner scanner, ReadOnlySpan<byte> word)
    {
        while (scanner.Next(out var token))
            if (token != SqlToken.Blank) return IsWord(token, scanner.Bytes, word);
        return false;
    }

    static bool IsWord(SqlToken token, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word) => token == SqlToken.Word && Ascii.EqualsIgnoreCase(bytes, word);
}
