using System.Security.Cryptography;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Behaviour;

/// <summary>Statements of the contract's list of incidents that rows alone do not tell by name.</summary>
public sealed class MustNeverTests
{
    [Fact]
    [Trait("Rule", "N145")]
    public void No_owed_function_is_a_stub_under_any_of_its_names()
    {
        var wrong = new List<string>();
        var names = 0;
        using var contract = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "docs", "contract", "functions.json")));
        foreach (var row in contract.RootElement.EnumerateArray())
        {
            if (!row.GetProperty("owed").GetBoolean() || row.TryGetProperty("stub", out var stub) && stub.ValueKind == JsonValueKind.String) continue;
            foreach (var name in row.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!).Prepend(row.GetProperty("name").GetString()!))
            {
                names++;
                if (NeutralFunctions.Find(name) is not null) wrong.Add(name);
            }
        }
        Assert.Empty(wrong);
        Assert.True(names > 700, $"only {names} names were checked");
    }

    [Fact]
    [Trait("Rule", "N145")]
    public void What_a_function_reports_has_happened()
    {
        var block = Block(
            new("file_write", "(iiii)i", ["'out/a.bin'", @"'\xff\x00x'"], "1"),
            new("_fs_write_bytes", "(iii)i", ["p'b.bin'", @"h'\x01'"], "0"),
            new("http_post", "(iiii)i", ["'$url/seen'", "'body'"], "'POST /seen text/plain - body'"),
            new("_crypto_hash_sha256", "(ii)i", ["'text'"], $"'{Convert.ToHexStringLower(SHA256.HashData("text"u8))}'"),
            new("_json_decode_v2", "(ii)i", ["'[1]'"], "any"),
            new("_json_encode_v2", "(i)i", ["$5"], "'[1]'"),
            new("file_delete", "(ii)i", ["'none'"], "0"),
            new("http_post", "(iiii)i", ["'$url'", "''"], "'POST / text/plain - '"));
        BehaviourLine[] checks =
        [
            new(9, "holds", [], ["files/out/a.bin", @"'\xff\x00x'"], ""),
            new(10, "holds", [], ["storage/b.bin", @"'\x01'"], ""),
            new(11, "requests", [], ["2"], ""),
        ];
        AssertRuns(new BehaviourBlock("N145", [.. block.Lines, .. checks]), GuestKind.Guide, GuestKind.Compiler);
    }

    public static TheoryData<string, string, string> TextFunctionsOfHttp() => new()
    {
        { "http_get", "(ii)i", "'GET /long - - '" },
        { "http_delete", "(ii)i", "'DELETE /long - - '" },
        { "http_post", "(iiii)i", "'POST /long text/plain - abcdef'" },
        { "http_put", "(iiii)i", "'PUT /long text/plain - abcdef'" },
        { "http_patch", "(iiii)i", "'PATCH /long text/plain - abcdef'" },
    };

    [Theory]
    [MemberData(nameof(TextFunctionsOfHttp))]
    [Trait("Rule", "N157")]
    public void Text_that_was_unpacked_twice_is_repaired_in_its_generation_and_traps_in_others(string name, string shape, string expected)
    {
        string[] arguments = shape == "(ii)i" ? ["u'$url/long'"] : ["u'$url/long'", "u'abcdef'"];
        AssertRuns(Block(new GuestCall(name, shape, arguments, expected)), GuestKind.Unpacking);
        foreach (var kind in new[] { GuestKind.Guide, GuestKind.Old, GuestKind.Compiler })
            AssertRuns(Block(new GuestCall(name, shape, arguments, $"trap/{name}, argument 1: address \\d+ with length \\d+ is outside the memory/")), kind);
    }

    [Theory]
    [InlineData("u'x'", "x")]
    [InlineData("u'hi'", "hi")]
    [InlineData("u'abc'", "abc")]
    [InlineData("u'abcd'", "abcd")]
    [InlineData("p'x'", "x")]
    [InlineData("p'abcd'", "abcd")]
    [InlineData("p''", "")]
    [Trait("Rule", "N157")]
    public void No_text_is_sent_that_the_program_did_not_pass(string body, string expected) =>
        AssertRuns(Block(new GuestCall("http_post", "(iiii)i", ["u'$url/'", body], $"'POST / text/plain - {expected}'")), GuestKind.Unpacking);

    [Fact]
    [Trait("Rule", "N157")]
    public void Only_http_functions_are_repaired() =>
        AssertRuns(Block(new GuestCall("file_read", "(ii)i", ["u'a-long-name.txt'"], "trap/file_read, argument 1: address/")), GuestKind.Unpacking);

    sealed record GuestCall(string Name, string Shape, string[] Arguments, string Expected);

    static BehaviourBlock Block(params GuestCall[] calls) => new("block", [.. calls.Select((call, i) => new BehaviourLine(i + 1, call.Name, [call.Shape], call.Arguments, call.Expected))]);

    static void AssertRuns(BehaviourBlock block, params GuestKind[] kinds)
    {
        foreach (var kind in kinds)
        {
            using var run = new BehaviourRun(block, kind);
            Assert.Null(run.Failure());
        }
    }
}
