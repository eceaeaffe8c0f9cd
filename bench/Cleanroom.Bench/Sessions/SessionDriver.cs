using System.Data.Common;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;
using StackExchange.Redis;

namespace Cleanroom.Bench.Sessions;

/// <summary>The peer of a session store: its driver alone, keeping the same text under the same key in the straightforward way.</summary>
abstract class SessionDriver : IDisposable
{
    public abstract string Name { get; }

    /// <summary>The driver of a store.</summary>
    public static SessionDriver Of(string place)
    {
        if (place.StartsWith("sqlite:", StringComparison.Ordinal)) return new Sql("Data.Sqlite", () => new SqliteConnection($"Data Source={place["sqlite:".Length..]}"), "@p1", "@p2");
        var url = new Uri(place);
        var (user, password) = url.UserInfo.Split(':') is [var name, var word] ? (Uri.UnescapeDataString(name), Uri.UnescapeDataString(word)) : (url.UserInfo, "");
        var database = url.AbsolutePath.Trim('/');
        switch (url.Scheme)
        {
            case "redis":
                return new Redis(ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { { url.Host, url.Port > 0 ? url.Port : 6379 } }, User = user.Length == 0 ? null : user, Password = password.Length == 0 ? null : password }));
            case "postgres":
                var postgres = new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port > 0 ? url.Port : 5432, Username = user, Password = password, Database = database };
                return new Sql("Npgsql", () => new NpgsqlConnection(postgres.ConnectionString), "$1", "$2");
            default:
                var mySql = new MySqlConnectionStringBuilder { Server = url.Host, Port = (uint)(url.Port > 0 ? url.Port : 3306), UserID = user, Password = password, Database = database };
                return new Sql("MySqlConnector", () => new MySqlConnection(mySql.ConnectionString), "?", "?");
        }
    }

    /// <summary>Inserts or replaces a text.</summary>
    public abstract void Set(string key, string text);

    /// <summary>Reads a text.</summary>
    public abstract string? Find(string key);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    sealed class Redis(ConnectionMultiplexer server) : SessionDriver
    {
        readonly IDatabase _database = server.GetDatabase();

        public override string Name => "StackExchange";

        public override void Set(string key, string text) => _database.StringSet($"bench:{key}", text, TimeSpan.FromHours(1));

        public override string? Find(string key) => _database.StringGet($"bench:{key}");

        public override void Dispose()
        {
            server.Dispose();
            base.Dispose();
        }
    }

    sealed class Sql : SessionDriver
    {
        readonly Func<DbConnection> _connect;
        readonly string _set, _find;

        public Sql(string name, Func<DbConnection> connect, string first, string second)
        {
            (Name, _connect) = (name, connect);
            var update = name == "MySqlConnector" ? "ON DUPLICATE KEY UPDATE state = VALUES(state)" : "ON CONFLICT (id) DO UPDATE SET state = excluded.state";
            (_set, _find) = ($"INSERT INTO bench_sessions (id, state) VALUES ({first}, {second}) {update}", $"SELECT state FROM bench_sessions WHERE id = {first}");
            Run("DROP TABLE IF EXISTS bench_sessions");
            Run("CREATE TABLE bench_sessions (id VARCHAR(64) PRIMARY KEY, state TEXT NOT NULL)");
        }

        public override string Name { get; }

        public override void Set(string key, string text) => Run(_set, key, text);

        public override string? Find(string key) => Run(_find, key);

        string? Run(string statement, params ReadOnlySpan<string> values)
        {
            using var connection = _connect();
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            for (var i = 0; i < values.Length; i++)
            {
                var value = command.CreateParameter();
                if (connection is SqliteConnection) value.ParameterName = $"@p{i + 1}";
                value.Value = values[i];
                command.Parameters.Add(value);
            }
            return command.ExecuteScalar() as string;
        }
    }
}
