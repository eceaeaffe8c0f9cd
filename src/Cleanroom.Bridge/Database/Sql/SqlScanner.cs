using System.Globalization;
using System.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The kind of a SQL token.</summary>
enum SqlToken
{
    /// <summary>White space or a comment.</summary>
    Blank,

    /// <summary>A literal, quoted name or operator, which is not inspected further.</summary>
    Other,

    /// <summary>A name or keyword.</summary>
    Word,

    /// <summary><c>?</c>.</summary>
    Question,

    /// <summary><c>$1</c> or <c>?1</c>.</summary>
    Numbered,

    /// <summary><c>;</c> outside of literals, quotes and comments.</summary>
    Semicolon,
}

/// <summary>Splits SQL into tokens: just enough to recognize literals, quoted names, comments and dollar quotes.</summary>
ref struct SqlScanner(ReadOnlySpan<byte> sql, SqlSyntax syntax)
{
    // Every supported server executes comments up to this version; MariaDB skips 50700 to 99999.
    const int MaxCommonVersion = 50_699, VersionDigits = 5;

    readonly ReadOnlySpan<byte> _sql = sql;
    int _end;
    bool _isExecutable;

    /// <summary>Start of the token.</summary>
    public int Start { get; private set; }

    /// <summary>The bytes of the token.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _sql[Start.._end];

    /// <summary>True for a blank that begins or ends an executable comment.</summary>
    public bool IsExecutableMark { get; private set; }

    /// <summary>Advances to the next token. Returns false at the end of the text.</summary>
    /// <exception cref="DatabaseException">A comment is SQL or not, depending on the server.</exception>
    public bool Next(out SqlToken token)
    {
        token = SqlToken.Other;
        IsExecutableMark = false;
        Start = _end;
        if (Start >= _sql.Length) return false;
        var first = _sql[Start];
        _end = Start + 1;
        switch (first)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or (byte)'\v':
                token = SqlToken.Blank;
                break;
            case (byte)'-' when At(_end) == '-' && (!Allows(SqlSyntax.HashComments) || At(_end + 1) <= ' '):
            case (byte)'#' when Allows(SqlSyntax.HashComments):
                _end = Find((byte)'\n', _end);
                token = SqlToken.Blank;
                break;
            case (byte)'/' when Allows(SqlSyntax.ExecutableComments) && IsExecutable():
                _isExecutable = IsExecutableMark = true;
                token = SqlToken.Blank;
                break;
            case (byte)'*' when _isExecutable && At(_end) == '/':
                _end++;
                (_isExecutable, IsExecutableMark) = (false, true);
                token = SqlToken.Blank;
                break;
            case (byte)'/' when At(_end) == '*':
                SkipComment();
                token = SqlToken.Blank;
                break;
            case (byte)'\'': SkipQuoted((byte)'\'', Allows(SqlSyntax.BackslashEscapes)); break;
            case (byte)'"': SkipQuoted((byte)'"', Allows(SqlSyntax.BackslashEscapes)); break;
            case (byte)'`' when Allows(SqlSyntax.BacktickNames): SkipQuoted((byte)'`', escapes: false); break;
            case (byte)'[' when Allows(SqlSyntax.BracketNames): _end = Find((byte)']', _end); break;
            case (byte)'E' or (byte)'e' when Allows(SqlSyntax.EscapeStrings) && At(_end) == '\'':
                _end++;
                SkipQuoted((byte)'\'', escapes: true);
                break;
            case (byte)'$': token = Dollar(); break;
            case (byte)'?':
                SkipDigits();
                token = _end == Start + 1 ? SqlToken.Question : SqlToken.Numbered;
                break;
            case (byte)';': token = SqlToken.Semicolon; break;
            default:
                if (!IsNameStart(first) && !char.IsAsciiDigit((char)first)) break;
                // Include digits, so that the 1 of "t1" or "1e5" never starts a token.
                while (_end < _sql.Length && (IsNameStart(_sql[_end]) || char.IsAsciiDigit((char)_sql[_end]) || _sql[_end] == '$')) _end++;
                token = SqlToken.Word;
                break;
        }
        return true;
    }

    /// <summary>
    /// Advances to the next word, skipping white space, comments and semicolons. Returns false when another token comes first, and at the end of the text.
    /// </summary>
    public bool NextWord(out ReadOnlySpan<byte> word)
    {
        word = default;
        while (Next(out var token))
        {
            if (token is SqlToken.Blank or SqlToken.Semicolon) continue;
            word = Bytes;
            return token == SqlToken.Word;
        }
        return false;
    }

    readonly bool Allows(SqlSyntax feature) => (syntax & feature) != 0;

    SqlToken Dollar()
    {
        SkipDigits();
        if (_end > Start + 1) return SqlToken.Numbered;
        var tagEnd = _end;
        while (tagEnd < _sql.Length && (IsNameStart(_sql[tagEnd]) || tagEnd > _end && char.IsAsciiDigit((char)_sql[tagEnd]))) tagEnd++;
        if (At(tagEnd) != '$')
        {
            _end = tagEnd;
            return SqlToken.Other;
        }
        var quote = _sql[Start..(tagEnd + 1)];
        var close = _sql[(tagEnd + 1)..].IndexOf(quote);
        _end = close < 0 ? _sql.Length : tagEnd + 1 + close + quote.Length;
        return SqlToken.Other;
    }

    // "/*!" and "/*!50100": what follows is SQL up to "*/".
    bool IsExecutable()
    {
        if (At(_end) != '*' || At(_end + 1) != '!' && !(At(_end + 1) == 'M' && At(_end + 2) == '!')) return false;
        var isOfMariaDb = At(_end + 1) == 'M';
        var version = _end += isOfMariaDb ? 3 : 2;
        SkipDigits();
        if (isOfMariaDb || _end > version && !(_end - version == VersionDigits && int.Parse(_sql[version.._end], CultureInfo.InvariantCulture) <= MaxCommonVersion))
            throw DatabaseException.Invalid($"{Encoding.UTF8.GetString(Bytes)} … */ is SQL for some servers and a comment for others: write the SQL without the comment, or remove it");
        return true;
    }

    void SkipDigits()
    {
        while (_end < _sql.Length && char.IsAsciiDigit((char)_sql[_end])) _end++;
    }

    // A doubled quote is part of the literal, which is equivalent to two adjacent literals.
    void SkipQuoted(byte quote, bool escapes)
    {
        while (_end < _sql.Length)
        {
            var current = _sql[_end++];
            if (current == quote)
            {
                if (At(_end) != quote) return;
                _end++;
            }
            else if (current == '\\' && escapes)
            {
                _end = Math.Min(_end + 1, _sql.Length);
            }
        }
    }

    void SkipComment()
    {
        _end++;
        for (var depth = 1; depth > 0 && _end < _sql.Length; _end++)
        {
            if (_sql[_end] == '*' && At(_end + 1) == '/')
            {
                depth--;
                _end++;
            }
            else if (Allows(SqlSyntax.NestedComments) && _sql[_end] == '/' && At(_end + 1) == '*')
            {
                depth++;
                _end++;
            }
        }
    }

    readonly int At(int index) => index < _sql.Length ? _sql[index] : -1;

    // Returns the position after the byte, or the end of the text.
    readonly int Find(byte value, int from) => _sql[from..].IndexOf(value) is var found && found >= 0 ? from + found + 1 : _sql.Length;

    static bool IsNameStart(byte value) => char.IsAsciiLetter((char)value) || value is (byte)'_' or >= 0x80;
}
