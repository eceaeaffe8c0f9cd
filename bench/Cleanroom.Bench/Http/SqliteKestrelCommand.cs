using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Bench.Http;

/// <summary>
/// The verb <c>sqlite-kestrel</c>: the peer of the rows with a database. Kestrel alone, with the query in the way that Microsoft.Data.Sqlite is meant to be used: a
/// pooled connection, a command with a parameter, and a JSON writer into the response.
/// </summary>
static class SqliteKestrelCommand
{
    static readonly Argument<string> File = new("FILE") { Description = "The database." };
    static readonly Option<int> Port = PositiveOption.Create("--port", "The port.", 3914);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("sqlite-kestrel", "Serves rows of a database by Microsoft.Data.Sqlite from Kestrel alone.") { File, Port };
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(File), parsed.GetValue(Port)));
        return command;
    }

    static int Serve(string file, int port)
    {
        SQLitePCL.Batteries_V2.Init();
        var connections = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
        var app = RawKestrel.Create(port, http =>
        {
            http.Response.ContentType = "application/json";
            // /rows/N
            return WriteAsync(http.Response, connections, int.Parse(http.Request.Path.Value.AsSpan(6), CultureInfo.InvariantCulture));
        });
        app.RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    static Task WriteAsync(HttpResponse response, string connections, int rows)
    {
        using var connection = new SqliteConnection(connections);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, price, stock, note FROM items WHERE id <= $rows ORDER BY id";
        command.Parameters.AddWithValue("$rows", rows);
        using var reader = command.ExecuteReader();
        using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteBoolean("ok", true);
        json.WriteStartObject("data");
        json.WriteStartArray("rows");
        var count = 0;
        for (; reader.Read(); count++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", reader.GetInt64(0));
            json.WriteString("name", reader.GetString(1));
            json.WriteNumber("price", reader.GetDouble(2));
            json.WriteNumber("stock", reader.GetInt64(3));
            if (reader.IsDBNull(4)) json.WriteNull("note");
            else json.WriteString("note", reader.GetString(4));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("count", count);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return Task.CompletedTask;
    }
}
