using System.Text.Json;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Behaviour;

/// <summary>Every portable function does what the contract says, called from inside a guest, in each of its import types (files in <c>Rows</c>).</summary>
public sealed class BehaviourTests
{
    /// <summary>Sections 1 to 5 and 7 to 11 of the contract.</summary>
    static readonly string[] Categories = ["console", "math", "string", "list", "memory", "state", "build", "file_io", "http_client", "crypto", "jwt", "env", "time", "json"];

    /// <summary>The database has tests of its own; sections 21 and 24 are the server's.</summary>
    static readonly string[] Elsewhere = ["database", "locale"];

    static readonly string[] ServerNames = ["_ui_get_component", "_ui_get_slot", "_ui_register_component", "_ui_set_slot"];

    public static TheoryData<string> Blocks() => new(BehaviourScript.ReadAll().Select(block => block.Title));

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Guest_gets_what_the_row_says(string title)
    {
        var block = BehaviourScript.ReadAll().Single(candidate => candidate.Title == title);
        var named = block.Lines.Where(line => line.Word == "guest").SelectMany(line => line.Arguments).Select(name => Enum.Parse<GuestKind>(name, ignoreCase: true)).ToArray();
        foreach (var kind in named.Length > 0 ? named : [GuestKind.Guide, GuestKind.Compiler])
        {
            using var run = new BehaviourRun(block, kind);
            var failure = run.Failure();
            Assert.True(failure is null, $"{kind}: {failure}");
        }
    }

    [Fact]
    public void Every_owed_function_has_a_row_for_each_of_its_import_types()
    {
        var rows = BehaviourScript.ReadAll().SelectMany(block => block.Calls).SelectMany(line => line.Shapes.Select(shape => (line.Word.Split('@')[0], shape))).ToHashSet();
        var missing = new List<string>();
        var checkedTypes = 0;
        using var contract = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        foreach (var function in contract.RootElement.EnumerateArray().Where(IsOwedHere))
        {
            var name = function.GetProperty("name").GetString()!;
            foreach (var shape in function.GetProperty("shapes").EnumerateArray().Select(shape => shape.GetString()!))
            {
                checkedTypes++;
                if (!rows.Contains((name, shape))) missing.Add($"{name} {shape}");
            }
        }
        Assert.True(missing.Count == 0, $"{missing.Count} of {checkedTypes}:\n{string.Join('\n', missing)}");
        Assert.True(checkedTypes > 400, $"only {checkedTypes} types were checked");
    }

    [Fact]
    [Trait("Rule", "N8")]
    public void Stub_answers_its_neutral_value_in_each_of_its_import_types()
    {
        var failures = new List<string>();
        var calls = 0;
        using var contract = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        foreach (var function in contract.RootElement.EnumerateArray().Where(row => IsStub(row) && row.GetProperty("category").GetString() != "build"))
            foreach (var shape in function.GetProperty("shapes").EnumerateArray().Select(shape => shape.GetString()!))
            {
                var name = function.GetProperty("name").GetString()!;
                var expected = shape.EndsWith(')') ? "void" : function.GetProperty("stub").GetString() switch
                {
                    "empty" => "''",
                    "zero" or "void" => "0",
                    var text => $"'{text}'",
                };
                // Arguments that mean nothing: stubs do not look at them.
                string[] arguments = [.. shape[1..shape.IndexOf(')', StringComparison.Ordinal)].Select(_ => "-1")];
                var block = new BehaviourBlock(name, [new BehaviourLine(1, name, [shape], arguments, expected)]);
                using var run = new BehaviourRun(block, GuestKind.Compiler);
                if (run.Failure() is { } failure) failures.Add(failure);
                calls++;
            }
        Assert.True(failures.Count == 0, $"{failures.Count} of {calls}:\n{string.Join('\n', failures)}");
        Assert.True(calls > 300, $"only {calls} calls were made");
    }

    [Fact]
    public void Categories_of_the_contract_are_all_somebodys()
    {
        using var contract = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        var unknown = contract.RootElement.EnumerateArray()
            .Where(row => row.GetProperty("owed").GetBoolean() && row.GetProperty("layer").GetInt32() == 2 && !IsStub(row))
            .Where(row => !Categories.Contains(row.GetProperty("category").GetString()) && !Elsewhere.Contains(row.GetProperty("category").GetString()) && !ServerNames.Contains(row.GetProperty("name").GetString()));
        Assert.Empty(unknown.Select(row => row.GetProperty("name").GetString()));
    }

    static bool IsStub(JsonElement row) => row.TryGetProperty("stub", out var stub) && stub.ValueKind == JsonValueKind.String;

    static bool IsOwedHere(JsonElement row) =>
        row.GetProperty("owed").GetBoolean() && row.GetProperty("layer").GetInt32() == 2 && Categories.Contains(row.GetProperty("category").GetString());
}
