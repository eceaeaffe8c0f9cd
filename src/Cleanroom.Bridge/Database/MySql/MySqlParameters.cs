using System.Globalization;
using System.Numerics;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>Binds parameters in MySQL. They travel beside the statement, in the protocol of prepared statements.</summary>
static class MySqlParameters
{
    // 28 digits and a point.
    const int MaxDecimalLength = 29;

    /// <summary>Adds the values in the order of their placeholders.</summary>
    public static void Add(MySqlCommand command, in SqlText statement, ReadOnlySpan<SqlValue> values)
    {
        if (statement.Order is { } order)
            foreach (var number in order) command.Parameters.Add(Of(values[number - 1]));
        else
            foreach (var value in values) command.Parameters.Add(Of(value));
    }

    static MySqlParameter Of(SqlValue value) => value.Kind switch
    {
        SqlValueKind.Null => new MySqlParameter { Value = DBNull.Value },
        SqlValueKind.Boolean => new MySqlParameter { Value = value.Integer != 0 },
        SqlValueKind.Integer => new MySqlParameter { Value = value.Integer },
        SqlValueKind.Decimal => Decimal(Encoding.UTF8.GetString(value.Text!)),
        SqlValueKind.Number => new MySqlParameter { Value = value.Number },
        SqlValueKind.Timestamp => new MySqlParameter { Value = value.Time },
        _ => new MySqlParameter { Value = Encoding.UTF8.GetString(value.Text!) },
    };

    // With a fraction and more digits than a System.Decimal has, it is a text, which the server converts for its column.
    static MySqlParameter Decimal(string number)
    {
        if (number.AsSpan().IndexOfAny('.', 'e', 'E') < 0) return new MySqlParameter { MySqlDbType = MySqlDbType.NewDecimal, Value = BigInteger.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) };
        return new MySqlParameter { Value = number.Length <= MaxDecimalLength && decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) ? exact : number };
    }
}
