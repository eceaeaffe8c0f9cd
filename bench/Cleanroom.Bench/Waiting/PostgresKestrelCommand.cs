using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Cleanroom.Bench.Waiting;

/// <summary>The verb <c>postgres-kestrel</c>: the peer of <c>waiting</c>. Kestrel alone, with the queries as Npgsql is meant to be used: pooled and asynchronous.</summary>
static class PostgresKestrelCommand
{
    static readonly Argument<string> Settings = new("SETTINGS") { Description = "The driver's connection string." };
    static readonly Option<int> Port = PositiveOption.Create("--port", "The port.", 3934);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("postgres-kestrel", "Serves rows of PostgreSQL by Npgsql from Kestrel alone.") { Settings, Port };
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(Settings), parsed.GetValue(Port)));
        return command;
    }

    static int Serve(string settings, int port)
    {
        using var source = NpgsqlDataSource.Create(settings);
        var app = RawKestrel.Create(port, http =>
        {
            http.Response.ContentType = "application/json";
            return http.Request.Path.Value switch
            {
                "/row" => RowAsync(source, http.Response),
                "/wait" => WaitAsync(source, http.Response),
                _ => http.Response.WriteAsync("hello"),
            };
        });
        app.RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    static async Task RowAsync(NpgsqlDataSource source, HttpResponse response)
    {
        await using var command = source.CreateCommand("SELECT id, name, price FROM bench_items WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 7 });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("id", reader.GetInt32(0));
        json.WriteString("name", reader.GetString(1));
        json.WriteNumber("price", reader.GetDouble(2));
        json.WriteEndObject();
    }

    static async Task WaitAsync(NpgsqlDataSource source, HttpResponse response)
    {
        await using var command = source.CreateCommand("SELECT 1 AS done FROM pg_sleep(0.05)");
        await command.ExecuteScalarAsync();
        await response.WriteAsync("""{"done":1}""");
    }
}
