using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>
/// A statement with placeholders in the engine's syntax. Both <c>?</c> and <c>$n</c> are accepted on every engine; in a statement with <c>$n</c>, <c>?</c> is
/// left unchanged (contract, functions 6).
/// </summary>
/// <param name="Text">The text for the engine.</param>
/// <param name="Placeholders">Number of required values.</param>
public readonly record struct SqlText(byte[] Text, int Placeholders)
{
    /// <summary>The numbers of the values in the order of their placeholders; null when they are 1, 2, 3, … Engines without numbered placeholders need it.</summary>
    public IReadOnlyList<int>? Order { get; init; }

    /// <summary>Translates a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="values">The values, for engines that need the types of some of them.</param>
    /// <exception cref="DatabaseException">The statement contains a NUL or an invalid placeholder.</exception>
    public static SqlText Translate(ReadOnlySpan<byte> sql, SqlDialect dialect, ReadOnlySpan<SqlValue> values = default)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        RequireNoNul(sql);
        if (!System.Text.Unicode.Utf8.IsValid(sql)) sql = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sql));
        if (sql.IndexOfAny((byte)'?', (byte)'$') < 0) return new SqlText(sql.ToArray(), 0);
        var isNumbered = HasNumbered(sql, dialect.Syntax);
        var max = dialect.MaxPlaceholders;
        var result = new ArrayBufferWriter<byte>(sql.Length + 16);
        var highest = 0;
        var order = isNumbered ? new List<int>() : null;
        var scanner = new SqlScanner(sql, dialect.Syntax);
        while (scanner.Next(out var token))
        {
            if (token == SqlToken.Numbered)
            {
                if (!Utf8Parser.TryParse(scanner.Bytes[1..], out int number, out _) || number < 1)
                    throw DatabaseException.Invalid($"{Encoding.UTF8.GetString(scanner.Bytes)} is no placeholder: they are numbered from 1");
                RequireAtMost(number, max);
                highest = Math.Max(highest, number);
                order?.Add(number);
                dialect.WritePlaceholder(result, number, KindOf(number, values));
            }
            else if (token == SqlToken.Question && !isNumbered)
            {
                RequireAtMost(++highest, max);
                dialect.WritePlaceholder(result, highest, KindOf(highest, values));
            }
            else
            {
                result.Write(scanner.Bytes);
            }
        }
        return new SqlText(result.WrittenSpan.ToArray(), highest) { Order = order };
    }

    /// <summary>Throws for a text with a NUL, which engines treat as its end.</summary>
    public static void RequireNoNul(ReadOnlySpan<byte> sql)
    {
        if (sql.Contains((byte)0)) throw DatabaseException.Invalid("the SQL text contains a NUL character");
    }

    /// <summary>Throws unless the number of values matches the placeholders.</summary>
    public void RequireValues(int count)
    {
        if (count == Placeholders) return;
        throw DatabaseException.Invalid(string.Create(CultureInfo.InvariantCulture, $"the statement has {Placeholders} placeholders, but {count} values were passed"));
    }

    // Checked before the statement is sent: a driver that fails on it would lose the connection and its transaction.
    static void RequireAtMost(int number, int max)
    {
        if (number > max) throw DatabaseException.Invalid(string.Create(CultureInfo.InvariantCulture, $"the statement has more than {max:N0} placeholders, which is the most that the database takes: run it in parts"));
    }

    static bool HasNumbered(ReadOnlySpan<byte> sql, SqlSyntax syntax)
    {
        var scanner = new SqlScanner(sql, syntax);
        while (scanner.Next(out var token))
            if (token == SqlToken.Numbered) return true;
        return false;
    }

    static SqlValueKind? KindOf(int number, ReadOnlySpan<SqlValue> values) => number <= values.Length ? values[number - 1].Kind : null;
}
