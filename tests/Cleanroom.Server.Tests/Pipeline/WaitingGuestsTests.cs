using System.Net;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Guests that can block run on dedicated threads and have a limit of their own; the others run where their request came in.</summary>
public sealed class WaitingGuestsTests
{
    [Fact]
    public async Task Guests_that_sleep_hold_no_thread_of_the_pool()
    {
        const int guests = 24;
        await using var served = await ServedApplication.GuestAsync("server_examples", new CleanServerOptions { MaxConcurrency = 1, MaxBlocked = guests, RequestTimeout = TimeSpan.FromSeconds(8) });
        Assert.Equal("hello", await served.Client.GetStringAsync("/r/text"));
        Assert.Equal(0, served.Application.Scheduler.Threads);
        var sleeping = Enumerable.Range(0, guests).Select(_ => served.Client.GetAsync("/r/sleep")).ToArray();
        // A guest has its place a moment before it has its thread.
        Assert.True(SpinWait.SpinUntil(() => served.Application.Scheduler.Threads == guests, Patience.Long));
        Assert.Equal(guests, served.Application.GuestStates.Busy);
        Assert.Equal("hello", await served.Client.GetStringAsync("/r/text"));
        foreach (var answer in sleeping)
            using (var ended = await answer) Assert.Equal(HttpStatusCode.GatewayTimeout, ended.StatusCode);
        Assert.True(served.Application.HasFreeGuest);
    }

    [Theory]
    [InlineData("_time_sleep", "(I)", "Time")]
    [InlineData("_server_sleep", "(I)", "Time")]
    [InlineData("http_get", "(ii)i", "Network")]
    [InlineData("_db_query", "(iiii)i", "Database")]
    [InlineData("_db_run_migrations", "()i", "Database")]
    [InlineData("_session_get", "()i", "Sessions")]
    [InlineData("_auth_user", "()i", "Sessions")]
    [InlineData("_async_await", "(iiii)i", "Anything")]
    [InlineData("_req_body", "()i", "None")]
    [InlineData("_crypto_hash_sha256", "(ii)i", "None")]
    [InlineData("no_such_function", "()i", "None")]
    public void Handler_waits_for_what_its_imports_wait_for(string import, string type, string waits)
    {
        var module = ServerFunctions.Load(GuestBuilder.Importing("env", import, GuestBuilder.Parse(type)));
        Assert.NotEqual(ImportStatus.Adapted, module.Imports[0].Status);
        Assert.Equal(waits, module.WaitsOf(module.Compiled.FindFunction("call")!.Value).ToString());
    }

    [Fact]
    public void All_functions_of_databases_are_known_to_wait() =>
        Assert.All(ServerFunctions.Catalog.Functions.Where(function => function.Attribute.Name.StartsWith("_db_", StringComparison.Ordinal)), function => Assert.Equal(Waits.Database, function.Waits));
}
