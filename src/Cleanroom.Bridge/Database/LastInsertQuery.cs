using System.Text;

namespace Cleanroom.Bridge.Database;

/// <summary>Recognises <c>SELECT LAST_INSERT_ID()</c> and <c>SELECT LAST_INSERT_ROWID()</c>, with or without an alias.</summary>
static class LastInsertQuery
{
    /// <summary>The name of the one column, when a statement asks for nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> sql, out string column)
    {
        column = "";
        if (sql.Length > 200) return false;
        var tokens = new List<string>(8);
        var scanner = new SqlScanner(sql, SqlDialect.Sqlite);
        while (scanner.Next(out var token))
        {
            if (token == SqlToken.Blank) continue;
            tokens.Add(Encoding.UTF8.GetString(scanner.Bytes));
            if (tokens.Count == 1 && !Is(tokens[0], "SELECT") || tokens.Count == 2 && !Is(tokens[1], "LAST_INSERT_ID") && !Is(tokens[1], "LAST_INSERT_ROWID")) return false;
        }
        if (tokens.Count > 4 && tokens[^1] == ";") tokens.RemoveAt(tokens.Count - 1);
        if (tokens.Count is < 4 or > 6 || tokens[2] != "(" || tokens[3] != ")") return false;
        column = tokens[1] + "()";
        if (tokens.Count == 4) return true;
        if (tokens.Count == 6 && !Is(tokens[4], "AS")) return false;
        column = tokens[^1].Trim('"', '`', '[', ']', '\'');
        return true;
    }

    static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);
}
