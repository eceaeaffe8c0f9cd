using Npgsql;

namespace Cleanroom.StressHost;

/// <summary>Code of an embedder that uses Npgsql with named parameters, before or only after a guest used its database in the same process.</summary>
static class EmbedderProgram
{
    public static int Run(string order, string guest, string url)
    {
        if (order == "before") UseNamedParameters(url);
        DatabaseProgram.Run(guest, url);
        UseNamedParameters(url);
        return AppContext.TryGetSwitch("Npgsql.EnableSqlRewriting", out _) ? 1 : 0;
    }

    static void UseNamedParameters(string text)
    {
        var url = new Uri(text);
        using var connection = new NpgsqlConnection($"Host={url.Host};Port={url.Port};Username={url.UserInfo.Split(':')[0]};Database={url.AbsolutePath.Trim('/')};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand("SELECT @first + @second; SELECT 5", connection);
        command.Parameters.AddWithValue("first", 3);
        command.Parameters.AddWithValue("second", 4);
        using var reader = command.ExecuteReader();
        while (reader.Read()) Console.WriteLine($"embedder: {reader.GetInt32(0)}");
        reader.NextResult();
        while (reader.Read()) Console.WriteLine($"embedder: {reader.GetInt32(0)}");
    }
}
