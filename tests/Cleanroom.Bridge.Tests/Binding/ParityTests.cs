using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Binding;

/// <summary>The contract's list of functions against what the binder provides: one instantiated module per name, alias and shape.</summary>
public sealed class ParityTests
{
    sealed record Row(string Name, string Module, string Category, int Layer, bool Owed, string? Stub, string[] Aliases, string[] Shapes);

    static IEnumerable<Row> Rows()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        foreach (var item in document.RootElement.EnumerateArray())
            yield return new Row(
                item.GetProperty("name").GetString()!, item.GetProperty("module").GetString()!, item.GetProperty("category").GetString()!,
                item.GetProperty("layer").GetInt32(), item.GetProperty("owed").GetBoolean(),
                item.TryGetProperty("stub", out var stub) ? stub.GetString() : null,
                [.. item.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!)],
                [.. item.GetProperty("shapes").EnumerateArray().Select(shape => shape.GetString()!)]);
    }

    // Layer 2 is what every host provides; of layer 3, the server's, one function is an alias of a portable one.
    static bool IsProvided(Row row) => row is { Owed: true, Stub: null } && (row.Layer == 2 || row.Name == "_server_sleep");

    [Fact]
    [Trait("Rule", "N3")]
    public void Every_name_alias_and_shape_binds()
    {
        var failures = new List<string>();
        var checkedModules = 0;
        foreach (var row in Rows().Where(IsProvided))
            foreach (var name in row.Aliases.Prepend(row.Name))
                foreach (var shape in row.Shapes)
                {
                    // json.encode and its like are the boxed forms: only the text forms' own shapes remain for them.
                    var report = Bind(row.Module, name, shape);
                    checkedModules++;
                    if (report.Status is not (ImportStatus.Provided or ImportStatus.Adapted)) failures.Add($"{row.Module}.{name} {shape}: {report.Status} {report.Reading} {string.Join(" ", report.AcceptedTypes)}");
                }
        Assert.True(failures.Count == 0, $"{failures.Count} of {checkedModules}:\n{string.Join('\n', failures)}");
        Assert.True(checkedModules > 500, $"only {checkedModules} modules were checked");
    }

    [Fact]
    [Trait("Rule", "N8")]
    public void Browser_functions_are_stubs_and_never_count_as_provided()
    {
        var failures = new List<string>();
        var checkedModules = 0;
        foreach (var row in Rows().Where(row => row.Stub is not null && row.Category != "build"))
            foreach (var name in row.Aliases.Prepend(row.Name))
                foreach (var shape in row.Shapes)
                {
                    checkedModules++;
                    var report = Bind(row.Module, name, shape);
                    if (report.Status != ImportStatus.Stub) failures.Add($"{name} {shape}: {report.Status}");
                }
        Assert.True(failures.Count == 0, $"{failures.Count} of {checkedModules}:\n{string.Join('\n', failures)}");
        Assert.True(checkedModules > 300);
    }

    [Fact]
    [Trait("Rule", "N9")]
    public void Every_provided_name_stands_in_the_contract()
    {
        var known = Rows().SelectMany(row => row.Aliases.Prepend(row.Name)).ToHashSet();
        string[] unknown = [.. HostFunctionCatalog.Portable.Functions.SelectMany(function => function.Attribute.Aliases.Prepend(function.Attribute.Name)).Where(name => !known.Contains(name)).Distinct()];
        Assert.Empty(unknown);
    }

    [Fact]
    [Trait("Rule", "N6")]
    public void No_name_of_the_contract_means_two_functions()
    {
        var ambiguous = HostFunctionCatalog.Portable.Names
            .Select(key => (key, Owners: HostFunctionCatalog.Portable.Find(key.Module, key.Name).Select(function => function.Attribute.Name).Distinct().ToArray()))
            .Where(entry => entry.Owners.Length > 1)
            .Select(entry => $"{entry.key.Module}.{entry.key.Name}: {string.Join(", ", entry.Owners)}");
        // Told apart by their types: json.encode (i)i is the boxed form, (ii)i the text form; abs is d or i.
        Assert.Equal([], ambiguous.Where(line => !line.Contains("json.", StringComparison.Ordinal) && !line.Contains(".abs:", StringComparison.Ordinal)));
    }

    /// <summary>Instantiates a module that imports one function and calls nothing.</summary>
    static ImportReport Bind(string module, string name, string shape)
    {
        var guest = CleanModule.Load(GuestBuilder.Importing(module, name, GuestBuilder.Parse(shape)));
        using (guest.CreateGuest(new GuestOptions())) return Assert.Single(guest.Imports);
    }
}
