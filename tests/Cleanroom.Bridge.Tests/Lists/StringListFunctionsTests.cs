using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Lists;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Lists;

public sealed class StringListFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new();

    Guest Guest => _bare.Guest;

    public void Dispose() => _bare.Dispose();

    public static TheoryData<string, string, string[]> Splits => new()
    {
        { "a,b,", ",", ["a", "b", ""] },
        { "", ",", [""] },
        { "ab", "", ["", "a", "b", ""] },
        { "é😀", "", ["", "é", "😀", ""] },
        { "", "", [""] },
        { "a--b--c", "--", ["a", "b", "c"] },
        { "---", "--", ["", "-"] },
        { "abc", "x", ["abc"] },
    };

    [Theory, MemberData(nameof(Splits))]
    [Trait("Rule", "N41")]
    public void Split_of_length_prefixed_strings_gives_a_list(string text, string separator, string[] parts)
    {
        var list = StringListFunctions.SplitToList(Guest, Utf8(text), Utf8(separator));
        Assert.Equal(0u, list.Address % 8);
        Assert.Equal((uint)parts.Length, Guest.Memory.ReadUInt32(list.Address));
        Assert.Equal((uint)parts.Length, Guest.Memory.ReadUInt32(list.Address + 4));
        Assert.Equal(3u, Guest.Memory.ReadUInt32(list.Address + 8));
        Assert.Equal(0u, Guest.Memory.ReadUInt32(list.Address + 12));
        Assert.Equal(parts, Elements(list));
        Assert.All(Addresses(list), address => Assert.InRange(address, 1u, list.Address - 1));
    }

    [Theory, MemberData(nameof(Splits))]
    public void Split_of_pairs_gives_a_JSON_array(string text, string separator, string[] parts) =>
        Assert.Equal(parts, JsonSerializer.Deserialize<string[]>(_bare.Read(StringListFunctions.SplitToJson(Guest, Utf8(text), Utf8(separator)))));

    [Fact]
    public void Split_escapes_JSON_and_replaces_what_is_not_UTF8()
    {
        Assert.Equal("""["\"\\\n\u0001é/"]""", _bare.Read(StringListFunctions.SplitToJson(Guest, "\"\\\n\u0001é/"u8, ","u8)));
        Assert.Equal("[\"a\uFFFDb\"]", _bare.Read(StringListFunctions.SplitToJson(Guest, [(byte)'a', 0xFF, (byte)'b'], ","u8)));
    }

    [Theory, MemberData(nameof(Splits))]
    public void Join_undoes_split(string text, string separator, string[] parts)
    {
        var list = StringListFunctions.SplitToList(Guest, Utf8(text), Utf8(separator));
        Assert.Equal(text, _bare.Read(StringListFunctions.JoinList(Guest, list, Utf8(separator))));
        Assert.Equal(text, _bare.Read(StringListFunctions.JoinJson(Guest, JsonSerializer.SerializeToUtf8Bytes(parts), Utf8(separator))));
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData(" [ \"a\" , \"\\u00e9\\n\" ] ", "a-é\n")]
    [InlineData("[\"a\",1]", "")]
    [InlineData("[\"a\"", "")]
    [InlineData("[\"a\"] x", "")]
    [InlineData("{}", "")]
    [InlineData("[\"\\ud800\"]", "")]
    [InlineData("", "")]
    public void Join_of_JSON_takes_arrays_of_strings_only(string array, string expected) =>
        Assert.Equal(expected, _bare.Read(StringListFunctions.JoinJson(Guest, Utf8(array), "-"u8)));

    [Fact]
    public void Join_of_a_list_outside_the_memory_traps()
    {
        var list = Guest.NewBlock(16);
        Guest.Memory.WriteUInt32(list.Address, uint.MaxValue);
        Assert.Throws<TrapException>(() => StringListFunctions.JoinList(Guest, list, ","u8));
        Assert.Throws<TrapException>(() => StringListFunctions.JoinList(Guest, new GuestPointer(uint.MaxValue - 2), ","u8));
    }

    [Fact]
    public void Split_into_more_parts_than_the_limit_traps() =>
        Assert.Throws<TrapException>(() => StringListFunctions.SplitToJson(Guest, new byte[30_000_000], "\0"u8));

    string[] Elements(GuestPointer list) => [.. Addresses(list).Select(address => _bare.Read(new GuestString(address)))];

    IEnumerable<uint> Addresses(GuestPointer list) =>
        Enumerable.Range(0, (int)Guest.Memory.ReadUInt32(list.Address)).Select(index => Guest.Memory.ReadUInt32(list.Address + 16 + 4 * (uint)index));

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
