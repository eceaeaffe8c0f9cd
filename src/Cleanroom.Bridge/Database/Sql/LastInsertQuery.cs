using System.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>Recognizes <c>SELECT LAST_INSERT_ID()</c> and <c>SELECT LAST_INSERT_ROWID()</c>, with or without an alias.</summary>
static class LastInsertQuery
{
    // The alias may be quoted in any style, because the engine never sees this query.
    const SqlSyntax Syntax = SqlSyntax.BacktickNames | SqlSyntax.BracketNames;

    /// <summary>Returns the name of the single column if the statement selects only this function.</summary>
    public static bool TryParse(ReadOnlySpan<byte> sql, out string column)
    {
        column = "";
        if (sql.Length > 200 || !AsksForId(sql)) return false;
        var tokens = new List<string>(8);
        var scanner = new SqlScanner(sql, Syntax);
        while (scanner.Next(out var token))
            if (token != SqlToken.Blank) tokens.Add(Encoding.UTF8.GetString(scanner.Bytes));
        if (tokens.Count > 4 && tokens[^1] == ";") tokens.RemoveAt(tokens.Count - 1);
        if (tokens.Count is < 4 or > 6 || tokens[2] != "(" || tokens[3] != ")") return false;
        column = tokens[1] + "()";
        if (tokens.Count == 4) return true;
        if (tokens.Count == 6 && !Is(tokens[4], "AS")) return false;
        column = tokens[^1].Trim('"', '`', '[', ']', '\'');
        return true;
    }

    // Runs for every query: the first two words decide, without a copy.
    static bool AsksForId(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql, Syntax);
        return NextIs(ref scanner, "SELECT"u8, "SELECT"u8) && NextIs(ref scanner, "LAST_INSERT_ID"u8, "LAST_INSERT_ROWID"u8);
    }

    static bool NextIs(ref SqlScanner scanner, ReadOnlySpan<byte> word, ReadOnlySpan<byte> other)
    {
        while (scanner.Next(out var token))
            if (token != SqlToken.Blank) return Ascii.EqualsIgnoreCase(scanner.Bytes, word) || Ascii.EqualsIgnoreCase(scanner.Bytes, other);
        return false;
    }

    static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);
}
