using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Json;

public sealed class JsonFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new();

    public void Dispose() => _bare.Dispose();

    [Theory]
    [InlineData("""{ "a" : 1.0, "a":2 }""", """{"a":2}""")]
    [InlineData("""hi "x" """, "\"hi \\\"x\\\" \"")]
    [InlineData(" 1.50 ", "1.50")]
    [InlineData("", "\"\"")]
    public void Json_encode_of_text_gives_compact_json_or_a_string(string text, string expected) =>
        Assert.Equal(expected, _bare.Read(JsonFunctions.EncodeText(_bare.Guest, Bytes(text))));

    [Fact]
    public void Json_encode_of_one_pointer_is_text_or_box_by_generation()
    {
        using var boxing = new BareGuest(generation: new ModuleGeneration { JsonEncodeTakesBox = true });
        Assert.Equal("[1]", _bare.Read(JsonFunctions.EncodeTextOrBox(_bare.Guest, new GuestPointer(_bare.String("[ 1 ]").Address))));
        Assert.Equal("7", boxing.Read(JsonFunctions.EncodeTextOrBox(boxing.Guest, boxing.Words(1, 7, 0))));
    }

    [Fact]
    public void Json_decode_of_invalid_text_says_so()
    {
        Assert.Equal("{\"a\":1.0}", _bare.Read(JsonFunctions.DecodeText(_bare.Guest, "{ \"a\": 1.0}"u8)));
        Assert.StartsWith("{\"error\":\"JSON parse error\",\"message\":\"", _bare.Read(JsonFunctions.DecodeText(_bare.Guest, "{oops"u8)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e10", "10000000000")]
    [InlineData("1.5e-3", "0.0015")]
    [InlineData("-0", "-0")]
    [InlineData("""[1,{"b":null}]""", """[1,{"b":null}]""")]
    [InlineData("2147483648", "2147483648")]
    [InlineData("-2147483648", "-2147483648")]
    [InlineData("1e999", "null")]
    [InlineData("1.0", "1")]
    [InlineData("""{"z":"é\n","a":[true,false,[],{}],"z":2}""", """{"z":2,"a":[true,false,[],{}]}""")]
    public void Json_decode_and_encode_of_boxes_keep_the_value(string text, string expected) =>
        Assert.Equal(expected, _bare.Read(JsonFunctions.EncodeBox(_bare.Guest, Decode(text))));

    [Fact]
    public void Json_decode_of_invalid_text_to_a_box_is_0() => Assert.Equal(0u, Decode("{oops").Address);

    [Fact]
    public void Json_decode_of_null_is_a_box_of_tag_0()
    {
        var box = Decode("null");
        Assert.NotEqual(0u, box.Address);
        Assert.Equal(0u, _bare.Word(box, 0));
    }

    [Fact]
    public void Decoded_boxes_are_aligned_and_children_are_boxes()
    {
        var box = Decode("""{"key":[null,true]}""");
        Assert.Equal(0u, box.Address % 8);
        Assert.Equal(6u, _bare.Word(box, 0));
        var entries = new GuestPointer(_bare.Word(box, 4));
        Assert.Equal(1u, _bare.Word(entries, 0));
        Assert.Equal("key", _bare.Read(new GuestString(_bare.Word(entries, 4))));
        var array = new GuestPointer(_bare.Word(entries, 8));
        var children = new GuestPointer(_bare.Word(array, 4));
        Assert.Equal(2u, _bare.Word(children, 0));
        Assert.Equal(0u, _bare.Word(new GuestPointer(_bare.Word(children, 4)), 0));
        Assert.Equal((2u, 1u), (_bare.Word(new GuestPointer(_bare.Word(children, 8)), 0), _bare.Word(new GuestPointer(_bare.Word(children, 8)), 4)));
    }

    [Fact]
    public void Pretty_text_has_two_spaces_per_level_and_short_empty_values() =>
        Assert.Equal("{\n  \"a\": [\n    1,\n    []\n  ],\n  \"b\": {}\n}", _bare.Read(JsonFunctions.EncodeBoxPretty(_bare.Guest, Decode("""{"a":[1,[]],"b":{}}"""))));

    [Fact]
    public void Compact_child_values_are_read()
    {
        var box = _bare.Words(5, _bare.Words(3, 0, 1, 2).Address, 0);
        Assert.Equal("[null,false,true]", _bare.Read(JsonFunctions.EncodeBox(_bare.Guest, box)));
    }

    [Fact]
    public void Duplicate_names_of_a_box_show_the_last_value_first()
    {
        var (a, b) = (_bare.String("a").Address, _bare.String("b").Address);
        var box = _bare.Words(6, _bare.Words(3, a, 1, b, 0, _bare.String("a").Address, 2).Address, 0);
        Assert.Equal("""{"a":true,"b":null}""", _bare.Read(JsonFunctions.EncodeBox(_bare.Guest, box)));
    }

    [Theory]
    [InlineData("data.rows.0.id", "7")]
    [InlineData("data.rows.0.n", "")]
    [InlineData("data.rows.9.id", "")]
    [InlineData("data.rows", """[{"id":7,"n":null}]""")]
    [InlineData("", "")]
    [InlineData("data.rows.-1", "")]
    [InlineData("data.rows.00", "")]
    public void Json_get_of_a_string_box_answers_a_string_box(string path, string expected)
    {
        var box = _bare.Words(4, _bare.String("""{"data":{"rows":[{"id":7,"n":null}]}}""").Address, 0);
        var result = JsonFunctions.GetFromBox(_bare.Guest, box, Bytes(path));
        Assert.Equal(4u, _bare.Word(result, 0));
        Assert.Equal(expected, _bare.Read(new GuestString(_bare.Word(result, 4))));
    }

    [Fact]
    public void Json_get_of_box_0_answers_an_empty_string_box()
    {
        var result = JsonFunctions.GetFromBox(_bare.Guest, default, "a"u8);
        Assert.Equal("", _bare.Read(new GuestString(_bare.Word(result, 4))));
    }

    [Fact]
    [Trait("Rule", "N48")]
    public void Only_own_names_are_found()
    {
        foreach (var name in (string[])["constructor", "__proto__", "toString", "length", "a.length"])
            Assert.Equal("", _bare.Read(JsonFunctions.GetFromText(_bare.Guest, """{"a":[1]}"""u8, Bytes(name))));
    }

    [Fact]
    [Trait("Rule", "N49")]
    public void Both_kinds_of_json_get_answer_their_kind()
    {
        var box = Decode("""{"a":{"b":1.50,"s":"x\"y"}}""");
        Assert.Equal("1.5", FromBox(box, "a.b"));
        Assert.Equal("x\"y", FromBox(box, "a.s"));
        Assert.Equal("1.50", _bare.Read(JsonFunctions.GetFromText(_bare.Guest, """{"a":{"b":1.50}}"""u8, "a.b"u8)));
        Assert.Equal("", _bare.Read(JsonFunctions.GetFromText(_bare.Guest, "{oops"u8, "a"u8)));
    }

    [Fact]
    [Trait("Rule", "N50")]
    public void Arrays_and_names_of_digits_are_reachable()
    {
        const string text = """{"list":[10,20],"7":"seven","":"none"}""";
        foreach (var (path, expected) in (ReadOnlySpan<(string, string)>)[("list.1", "20"), ("7", "seven"), ("", "none")])
        {
            Assert.Equal(expected, FromBox(Decode(text), path));
            Assert.Equal(expected, _bare.Read(JsonFunctions.GetFromText(_bare.Guest, Bytes(text), Bytes(path))));
        }
    }

    [Theory]
    [InlineData(0xFFFFFFFDu, 0u, "-3")]
    [InlineData(0xFFFFFFFDu, 0xFFFFFFFFu, "-3")]
    [InlineData(0u, 1u, "4294967296")]
    [InlineData(0xFFFFFFFFu, 0x7FFFFFFFu, "9223372036854775807")]
    [Trait("Rule", "N51")]
    public void Integer_boxes_are_read_as_compilers_write_them(uint low, uint high, string expected) =>
        Assert.Equal(expected, _bare.Read(JsonFunctions.EncodeBox(_bare.Guest, _bare.Words(1, low, high))));

    [Fact]
    [Trait("Rule", "N52")]
    public void Names_keep_their_order_and_valid_json_is_not_quoted()
    {
        Assert.Equal("""{"z":1,"a":2,"10":3,"9":4}""", _bare.Read(JsonFunctions.EncodeText(_bare.Guest, """{"z":1, "a":2, "10":3, "9":4}"""u8)));
        Assert.Equal("""{"z":1,"a":2,"10":3,"9":4}""", _bare.Read(JsonFunctions.EncodeBox(_bare.Guest, Decode("""{"z":1,"a":2,"10":3,"9":4}"""))));
    }

    [Fact]
    [Trait("Rule", "N53")]
    public void A_bad_box_traps()
    {
        GuestPointer[] bad =
        [
            default, new(1), new(2), new(0xFFFFFFF0), _bare.Words(7, 0, 0), _bare.Words(0xFFFFFFFF, 0, 0), _bare.Words(4, 0xFFFFFF00, 0),
            _bare.Words(5, 0xFFFFFFFF, 0), _bare.Words(5, _bare.Words(0x40000000).Address, 0), _bare.Words(6, _bare.Words(0xFFFFFFFF).Address, 0),
        ];
        foreach (var box in bad)
        {
            Assert.Throws<TrapException>(() => JsonFunctions.EncodeBox(_bare.Guest, box));
            Assert.Throws<TrapException>(() => JsonFunctions.EncodeBoxPretty(_bare.Guest, box));
        }
    }

    [Fact]
    [Trait("Rule", "N53")]
    public void A_box_inside_itself_traps()
    {
        var slots = _bare.Words(1, 0);
        var box = _bare.Words(5, slots.Address, 0);
        _bare.Guest.Memory.WriteUInt32(slots.Address + 4, box.Address);
        Assert.Throws<TrapException>(() => JsonFunctions.EncodeBox(_bare.Guest, box));
    }

    [Fact]
    public void Boxes_that_would_make_a_text_without_end_trap_at_the_limit()
    {
        var box = _bare.Words(5, _bare.Words(2, 0, 0).Address, 0);
        for (var level = 0; level < 100; level++) box = _bare.Words(5, _bare.Words(2, box.Address, box.Address).Address, 0);
        Assert.Contains("larger than the limit", Assert.Throws<TrapException>(() => JsonFunctions.EncodeBox(_bare.Guest, box)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N56")]
    public void Lists_are_never_base64()
    {
        var text = _bare.Read(JsonFunctions.EncodeBox(_bare.Guest, Decode("""{"list":["a","b",3]}""")));
        Assert.Equal("""{"list":["a","b",3]}""", text);
        Assert.Equal("""["a","b",3]""", FromBox(Decode(text), "list"));
    }

    GuestPointer Decode(string text) => JsonFunctions.DecodeBox(_bare.Guest, Bytes(text));

    string FromBox(GuestPointer box, string path) => _bare.Read(new GuestString(_bare.Word(JsonFunctions.GetFromBox(_bare.Guest, box, Bytes(path)), 4)));

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
