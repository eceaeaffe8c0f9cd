using System.Net;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Modules that <c>cleanroom serve</c> loads again, by a signal or when the file changes.</summary>
public sealed class ServeReloadTests
{
    static readonly string Examples = TestGuests.PathOf("server_examples");

    [Fact]
    [Trait("Rule", "N73")]
    [Trait("Rule", "N74")]
    public async Task Module_is_loaded_again_and_a_bad_one_leaves_the_old_serving()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "app.wasm");
        File.Copy(Examples, file);
        using var served = await ServedTool.StartAsync(file, "-q");
        using (var missing = await served.Client.GetAsync("/auth/check")) Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        File.WriteAllBytes(file, "no module"u8);
        served.Signal("HUP");
        await served.ReadErrorAsync("cannot be loaded again");
        Assert.Equal("B", await served.Client.GetStringAsync("/users/me"));

        File.Copy(TestGuests.PathOf("server_functions"), file, overwrite: true);
        served.Signal("HUP");
        await served.ReadErrorAsync("is loaded again");
        Assert.Equal("0", await served.Client.GetStringAsync("/auth/check"));
        using (var gone = await served.Client.GetAsync("/users/me")) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Watched_module_is_loaded_when_it_is_replaced_by_a_rename()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "app.wasm");
        File.Copy(Examples, file);
        using var served = await ServedTool.StartAsync(file, "-q", "--watch");
        var next = Path.Combine(folder.Path, "app.wasm.new");
        File.Copy(TestGuests.PathOf("server_functions"), next);
        File.Move(next, file, overwrite: true);
        await served.ReadErrorAsync("is loaded again");
        Assert.Equal("0", await served.Client.GetStringAsync("/auth/check"));
    }

    [Fact]
    public async Task Failed_reloads_leave_no_memory_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are no signals here.");
        const int reloads = 15, guestBytes = 300 * 65536;
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "app.wasm");
        File.Copy(Examples, file);
        using var served = await ServedTool.StartAsync(file);
        File.Copy(TestGuests.PathOf("start_fills"), file, overwrite: true);
        var before = 0L;
        for (var i = 0; i < reloads; i++)
        {
            served.Signal("HUP");
            await served.ReadErrorAsync("cannot be loaded again");
            // The first one loads code of the host.
            if (i == 0) before = served.WorkingSet;
        }
        Assert.InRange(served.WorkingSet - before, long.MinValue, reloads * guestBytes / 2);
    }
}
