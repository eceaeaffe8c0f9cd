using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MySqlConnector;
using Npgsql;

namespace Cleanroom.Bench.Database;

/// <summary>The peer on a database server: the driver alone, with its pool, in the straightforward way, and the same answer by <see cref="Utf8JsonWriter"/>.</summary>
sealed class DriverPeer : IDisposable
{
    const int RowsPerInsert = 500;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly DbDataSource _source;
    readonly ArrayBufferWriter<byte> _answer = new();

    DriverPeer(string name, DbDataSource source) => (Name, _source) = (name, source);

    public string Name { get; }

    /// <summary>The placeholder of the one value.</summary>
    public string Placeholder => _source is NpgsqlDataSource ? "$1" : "?";

    public static DriverPeer Npgsql(Uri url)
    {
        var (user, password) = Account(url);
        return new("Npgsql", NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = user, Password = password, Database = url.AbsolutePath.Trim('/') }));
    }

    public static DriverPeer MySqlConnector(Uri url)
    {
        var (user, password) = Account(url);
        return new("MySqlConnector", new MySqlDataSource(new MySqlConnectionStringBuilder { Server = url.Host, Port = (uint)(url.Port > 0 ? url.Port : 3306), UserID = user, Password = password, Database = url.AbsolutePath.Trim('/') }.ConnectionString));
    }

    /// <summary>Makes the table <c>bench_items</c>, with the rows of the benchmark on SQLite.</summary>
    public void Fill(int rows)
    {
        Execute("DROP TABLE IF EXISTS bench_items");
        Execute("CREATE TABLE bench_items (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, price DOUBLE PRECISION NOT NULL, stock INTEGER NOT NULL, note VARCHAR(100))");
        foreach (var chunk in Enumerable.Range(1, rows).Chunk(RowsPerInsert)) Execute($"INSERT INTO bench_items VALUES {string.Join(", ", chunk.Select(Row))}");
    }

    /// <summary>Runs the query as often as told and returns the last answer.</summary>
    public ReadOnlySpan<byte> Query(string statement, int value, int repetitions)
    {
        for (var i = 0; i < repetitions; i++) Query(statement, value);
        return _answer.WrittenSpan;
    }

    public void Dispose() => _source.Dispose();

    void Query(string statement, int value)
    {
        _answer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_answer, Options);
        using var connection = _source.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        var parameter = command.CreateParameter();
        parameter.Value = value;
        command.Parameters.Add(parameter);
        using var reader = command.ExecuteReader();
        writer.WriteStartObject();
        writer.WriteBoolean("ok", true);
        writer.WriteStartObject("data");
        writer.WriteStartArray("rows");
        var count = 0;
        for (; reader.Read(); count++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", reader.GetInt32(0));
            writer.WriteString("name", reader.GetString(1));
            writer.WriteNumber("price", reader.GetDouble(2));
            writer.WriteNumber("stock", reader.GetInt32(3));
            if (reader.IsDBNull(4)) writer.WriteNull("note");
            else writer.WriteString("note", reader.GetString(4));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("count", count);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    void Execute(string statement)
    {
        using var command = _source.CreateCommand(statement);
        command.ExecuteNonQuery();
    }

    static string Row(int id)
    {
        var note = (id % 3) switch { 0 => "NULL", 1 => $"'a plain note about item {id}'", _ => $"'café \"{id}\"\nsecond line'" };
        return string.Create(CultureInfo.InvariantCulture, $"({id}, 'Item number {id}', {((long)id * 7919 % 100000 * 10 + 5) / 1000.0}, {id * 31 % 500}, {note})");
    }

    static (string User, string Password) Account(Uri url) =>
        url.UserInfo.Split(':', 2) is [var user, var password] ? (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)) : (Uri.UnescapeDataString(url.UserInfo), "");
}
