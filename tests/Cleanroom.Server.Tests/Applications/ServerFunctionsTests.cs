using System.Text;
using System.Text.Json;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Applications;

/// <summary>The functions of a server against the contract's list: one module for each name, alias and shape.</summary>
public sealed class ServerFunctionsTests
{
    [Fact]
    [Trait("Rule", "N3")]
    public void Every_name_alias_and_shape_of_a_server_links()
    {
        using var contract = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        var failures = new List<string>();
        var checkedModules = 0;
        foreach (var function in contract.RootElement.EnumerateArray())
        {
            if (!function.GetProperty("owed").GetBoolean() || function.GetProperty("layer").GetInt32() != 3 || function.TryGetProperty("stub", out _)) continue;
            var aliases = function.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!);
            foreach (var name in aliases.Prepend(function.GetProperty("name").GetString()!))
                foreach (var shape in function.GetProperty("shapes").EnumerateArray().Select(shape => shape.GetString()!))
                {
                    var report = Link(function.GetProperty("module").GetString()!, name, shape);
                    checkedModules++;
                    if (report.Status is not (ImportStatus.Provided or ImportStatus.Adapted or ImportStatus.Stub)) failures.Add($"{name} {shape}: {report.Status} {report.Reading} {string.Join(" ", report.AcceptedTypes)}");
                }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} of {checkedModules}:\n{string.Join('\n', failures)}");
        Assert.True(checkedModules > 300, $"only {checkedModules} modules were checked");
    }

    [Fact]
    [Trait("Rule", "N9")]
    public void Every_function_of_a_server_stands_in_the_contract()
    {
        using var contract = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        var known = contract.RootElement.EnumerateArray().SelectMany(function => function.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!).Append(function.GetProperty("name").GetString()!)).ToHashSet();
        string[] provided = [.. ServerFunctions.All.Select(function => function.Name)];
        string[] later = [.. UnavailableFunctions.ByName.Values.Select(function => function.Name)];
        Assert.Equal([], provided.Concat(later).Except(known));
        Assert.Equal([], later.Intersect(provided));
    }

    [Fact]
    [Trait("Rule", "N145")]
    public async Task Function_that_is_not_there_yet_fails_and_says_so_once()
    {
        var log = new LogCollector();
        await using var served = await StartAsync(null, log);
        Assert.Equal("", await served.Client.GetStringAsync("/job"));
        Assert.Equal("", await served.Client.GetStringAsync("/job"));
        Assert.Single(log.Lines, line => line.Contains("_job_enqueue is not there yet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[\"session.*\"]", false)]
    [InlineData("[\"_auth_get_session\"]", true)]
    [InlineData("oops", true)]
    [InlineData(null, false)]
    [Trait("Rule", "N140")]
    public async Task Gated_function_needs_the_permission_of_the_module(string? permissions, bool isDenied)
    {
        var log = new LogCollector();
        await using var served = await StartAsync(permissions, log);
        var text = await served.Client.GetStringAsync("/session");
        Assert.Equal(isDenied ? 0 : 43, text.Length);
        Assert.Equal(isDenied ? 1 : 0, log.Lines.Count(line => line.Contains("_session_create is denied by the module's section clean:permissions", StringComparison.Ordinal)));
    }

    static Task<ServedApplication> StartAsync(string? permissions, LogCollector log)
    {
        var module = TestGuests.Read("server_gated");
        if (permissions is not null)
        {
            byte[] content = [17, .. "clean:permissions"u8, .. Encoding.UTF8.GetBytes(permissions)];
            module = [.. module, 0, (byte)content.Length, .. content];
        }
        return ServedApplication.StartAsync(module, new CleanServerOptions { Guest = new GuestOptions { Logger = log } });
    }

    static ImportReport Link(string module, string name, string shape)
    {
        var guest = ServerFunctions.Load(GuestBuilder.Importing(module, name, GuestBuilder.Parse(shape)));
        using (guest.CreateGuest(new GuestOptions())) return Assert.Single(guest.Imports);
    }
}
