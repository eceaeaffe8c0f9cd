using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Bridge.Variables;

namespace Cleanroom.Bridge.Tests.Variables;

public sealed class EnvironmentFunctionsTests
{
    static readonly string[] Secrets =
    [
        "DB_PASSWORD", "db_passwd", "MY_SECRET_X", "GITHUB_TOKEN", "PRIVATE_X", "CREDENTIALS", "X_API_KEY_Y", "APIKEY", "ACCESS_KEY_ID", "ENCRYPTION_KEY",
        "SESSION_KEY_2", "PASSPHRASE", "SSH_AUTH_SOCK", "MAIN_CONNECTION_STRING", "SIGNING_KEY", "ORACLE_PWD", "SENTRY_DSN", "DATABASE_URL", "database_url",
    ];

    [Fact]
    public void Env_get_reads_an_ordinary_variable()
    {
        using var bare = new BareGuest();
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), Get(bare, "PATH"));
        Assert.Empty(bare.Log.Lines);
        Assert.Equal("", Get(bare, "CLEANROOM_NOT_SET"));
        Assert.Equal("", Get(bare, "A=B"));
        Assert.Equal("", Get(bare, ""));
    }

    [Fact]
    [Trait("Rule", "N127")]
    public void Secrets_are_refused_by_every_reader()
    {
        foreach (var name in Secrets)
        {
            using var bare = new BareGuest();
            using var set = new TemporaryVariable(name, "hidden");
            Assert.Equal("", Get(bare, name));
            Assert.False(EnvironmentFunctions.Has(bare.Guest, Encoding.UTF8.GetBytes(name)));
            Assert.DoesNotContain("hidden", bare.Read(EnvironmentFunctions.All(bare.Guest)), StringComparison.Ordinal);
            Assert.Equal(2, bare.Log.Lines.Count);
            Assert.All(bare.Log.Lines, line => Assert.Contains($"--env {name}", line, StringComparison.Ordinal));
            Assert.All(bare.Log.Lines, line => Assert.DoesNotContain("hidden", line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_named_secret_is_granted_to_every_reader()
    {
        using var set = new TemporaryVariable("CLEANROOM_TEST_TOKEN", "from process");
        using var bare = new BareGuest(new GuestOptions { Environment = new Dictionary<string, string?> { ["CLEANROOM_TEST_TOKEN"] = null, ["X_SECRET"] = "given" } });
        Assert.Equal("from process", Get(bare, "CLEANROOM_TEST_TOKEN"));
        Assert.Equal("given", Get(bare, "X_SECRET"));
        Assert.True(EnvironmentFunctions.Has(bare.Guest, "X_SECRET"u8));
        using var all = JsonDocument.Parse(bare.Read(EnvironmentFunctions.All(bare.Guest)));
        Assert.Equal("from process", all.RootElement.GetProperty("CLEANROOM_TEST_TOKEN").GetString());
        Assert.Equal("given", all.RootElement.GetProperty("X_SECRET").GetString());
        Assert.Empty(bare.Log.Lines);
    }

    [Theory]
    [InlineData(null, "development", false, true)]
    [InlineData("production", "production", true, false)]
    [InlineData("test", "test", false, false)]
    public void Node_env_defaults_to_development(string? value, string expected, bool isProduction, bool isDevelopment)
    {
        using var set = new TemporaryVariable("NODE_ENV", value);
        using var bare = new BareGuest();
        Assert.Equal(expected, bare.Read(EnvironmentFunctions.NodeEnvironment(bare.Guest)));
        Assert.Equal(isProduction, EnvironmentFunctions.IsProduction(bare.Guest));
        Assert.Equal(isDevelopment, EnvironmentFunctions.IsDevelopment(bare.Guest));
    }

    static string Get(BareGuest bare, string name) => bare.Read(EnvironmentFunctions.Get(bare.Guest, Encoding.UTF8.GetBytes(name)));

    sealed class TemporaryVariable : IDisposable
    {
        readonly string _name;
        readonly string? _before;

        public TemporaryVariable(string name, string? value)
        {
            _name = name;
            _before = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
    }
}
