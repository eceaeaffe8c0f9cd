using System.Collections.Concurrent;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>
/// Which parameters of a statement are arrays. Only the server knows: in <c>id = ANY(?)</c> a JSON array is an array, in a <c>jsonb</c> column a document. It is
/// asked once for each statement that gets an array.
/// </summary>
sealed class PostgresArrayParameters
{
    const int MaxStatements = 1000;

    const string Name = "cleanroom_array_parameters";

    const string Query =
        $"""
        SELECT string_agg(CASE WHEN t.typcategory = 'A' THEN '1' ELSE '0' END, '' ORDER BY p.number) FROM pg_prepared_statements s,
        unnest(s.parameter_types) WITH ORDINALITY AS p (type, number) JOIN pg_type t ON t.oid = p.type WHERE s.name = '{Name}'
        """;

    readonly ConcurrentDictionary<string, string> _known = new();

    /// <summary>Forgets all statements, after a change of the schema.</summary>
    public void Clear() => _known.Clear();

    /// <summary>Replaces the values that are arrays with the text of an array in PostgreSQL; other values stay as they are.</summary>
    public SqlValue[] Convert(NpgsqlConnection connection, string sql, ReadOnlySpan<SqlValue> values)
    {
        var key = $"{Types(values)} {sql}";
        if (!_known.TryGetValue(key, out var arrays))
        {
            if (_known.Count >= MaxStatements) _known.Clear();
            _known[key] = arrays = Ask(connection, sql, values);
        }
        var converted = values.ToArray();
        for (var i = 0; i < converted.Length && i < arrays.Length; i++)
            if (converted[i] is { Kind: SqlValueKind.Array, Text: { } json } && arrays[i] == '1') converted[i] = SqlValue.Of(PostgresArrayText.Of(json));
        return converted;
    }

    static string Ask(NpgsqlConnection connection, string sql, ReadOnlySpan<SqlValue> values)
    {
        Run(connection, $"PREPARE {Name} ({Types(values)}) AS {sql}");
        using var command = new NpgsqlCommand(Query, connection);
        var arrays = command.ExecuteScalar() as string ?? "";
        Run(connection, $"DEALLOCATE {Name}");
        return arrays;
    }

    // The parameter keeps the driver from splitting the text and from looking for names in it.
    static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<int>() } };
        command.ExecuteNonQuery();
    }

    static string Types(ReadOnlySpan<SqlValue> values)
    {
        var types = new StringBuilder();
        foreach (var value in values)
            types.Append(types.Length == 0 ? "" : ", ").Append(value.Kind switch
            {
                SqlValueKind.Boolean => "bool",
                SqlValueKind.Integer => PostgresParameters.IsSmall(value) ? "int4" : "int8",
                SqlValueKind.Number => "float8",
                SqlValueKind.Timestamp => "timestamptz",
                _ => "unknown",
            });
        return types.ToString();
    }
}
