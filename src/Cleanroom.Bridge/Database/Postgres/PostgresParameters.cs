using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Binds parameters in PostgreSQL: typed like SQL literals, so that integers, dates, uuids and JSON match their columns.</summary>
static class PostgresParameters
{
    /// <summary>Adds the values in order.</summary>
    /// <param name="command">The command.</param>
    /// <param name="values">The values.</param>
    /// <param name="textIsTyped">False: the server infers the type of a text from its context. True: it is text.</param>
    public static void Add(NpgsqlCommand command, ReadOnlySpan<SqlValue> values, bool textIsTyped)
    {
        foreach (var value in values) command.Parameters.Add(Of(value, textIsTyped ? NpgsqlDbType.Text : NpgsqlDbType.Unknown));
    }

    /// <summary>
    /// Keeps the driver from splitting a statement without values at semicolons, which it does unless a command has positional parameters. The server gets
    /// the text unchanged and accepts a parameter that the text does not use.
    /// </summary>
    public static void KeepInOnePiece(NpgsqlCommand command)
    {
        if (command.Parameters.Count == 0 && command.CommandText.Contains(';', StringComparison.Ordinal)) command.Parameters.Add(new NpgsqlParameter<int>());
    }

    /// <summary>True for an integer of 32 bits, which the server takes for one of 64 bits too.</summary>
    public static bool IsSmall(SqlValue value) => value.Integer is >= int.MinValue and <= int.MaxValue;

    static NpgsqlParameter Of(SqlValue value, NpgsqlDbType text) => value.Kind switch
    {
        SqlValueKind.Null => new NpgsqlParameter { NpgsqlDbType = text, Value = DBNull.Value },
        SqlValueKind.Boolean => new NpgsqlParameter<bool> { TypedValue = value.Integer != 0 },
        SqlValueKind.Integer when IsSmall(value) => new NpgsqlParameter<int> { TypedValue = (int)value.Integer },
        SqlValueKind.Integer => new NpgsqlParameter<long> { TypedValue = value.Integer },
        SqlValueKind.Decimal => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = Encoding.UTF8.GetString(value.Text!) },
        SqlValueKind.Number => new NpgsqlParameter<double> { TypedValue = value.Number },
        SqlValueKind.Timestamp => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value.Time },
        _ => new NpgsqlParameter { NpgsqlDbType = text, Value = Encoding.UTF8.GetString(value.Text!) },
    };
}
