using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>Statements of the host on a server that takes connections and does not answer.</summary>
public sealed class SilentServerTests
{
    [Fact]
    public void Server_is_waited_for_once_and_used_again_when_it_answers()
    {
        _ = MariaDbServer.Require();
        using var server = MariaDbServer.StartOwn();
        using var source = DatabaseSource.Open(server.Url, new DatabaseOptions { Verify = true, AcquireTimeout = TimeSpan.FromSeconds(2) });
        Ask(source);
        server.Signal("STOP");
        Assert.DoesNotContain("does not answer", Assert.Throws<DatabaseException>(() => Ask(source)).Message, StringComparison.Ordinal);
        for (var i = 0; i < 100; i++) Assert.Equal("the database server does not answer", Assert.Throws<DatabaseException>(() => Ask(source)).Message);
        server.Signal("CONT");
        Assert.True(SpinWait.SpinUntil(() => Answers(source), Patience.Long));
    }

    static void Ask(DatabaseSource source) => source.Pool!.Use(static (connection, scope) => connection.Run("SELECT 1"u8, [], null, scope), TimeSpan.FromSeconds(2), 1000);

    static bool Answers(DatabaseSource source)
    {
        try
        {
            Ask(source);
            return true;
        }
        catch (DatabaseException)
        {
            return false;
        }
    }
}
