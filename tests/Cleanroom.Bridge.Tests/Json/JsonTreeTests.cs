using System.Buffers;
using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Tests.Json;

public sealed class JsonTreeTests
{
    [Theory]
    [InlineData("""{ "a" : 1.0, "a":2 }""", """{"a":2}""")]
    [InlineData("""{"z":1,"a":[],"z":{"k":[1, 2]},"b":{}}""", """{"z":{"k":[1,2]},"a":[],"b":{}}""")]
    [InlineData("""{"a":1,"b":2,"a":3,"b":4,"a":5}""", """{"a":5,"b":4}""")]
    [InlineData("[1.0, 1e10, -0, 123456789012345678901234567890, 1.50E+3]", "[1.0,1e10,-0,123456789012345678901234567890,1.50E+3]")]
    [InlineData("""  "\u00e9\/\u0041\ud83d\ude00<&é"  """, "\"é/A😀<&é\"")]
    [InlineData(""" "\u0000\u001f\b\f\n\r\t\"\\" """, """ "\u0000\u001f\b\f\n\r\t\"\\" """)]
    [InlineData("[[],{},[[]],null,true,false]", "[[],{},[[]],null,true,false]")]
    public void Valid_text_comes_back_compact(string text, string expected) => Assert.Equal(expected.Trim(), Compact(text));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{oops")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1] 2")]
    [InlineData("[1]]")]
    [InlineData("// no\n1")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData("NaN")]
    [InlineData("nul")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\"")]
    [InlineData("\"\\ud800\\u0041\"")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"open")]
    [InlineData("{1:2}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("[}")]
    [InlineData("{]")]
    [InlineData("'a'")]
    [InlineData("\ufeff1")]
    public void Invalid_text_is_refused_with_a_position(string text)
    {
        var tree = new JsonTree();
        Assert.False(tree.Parse(Encoding.UTF8.GetBytes(text)));
        Assert.Contains("at byte", tree.Error!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Nesting_is_limited(int depth, bool isValid)
    {
        var tree = new JsonTree();
        Assert.Equal(isValid, tree.Parse(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth))));
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        Assert.Equal(isValid, tree.Parse(Encoding.UTF8.GetBytes(objects)));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        Assert.Equal("\"\ufffdx\"", Compact([(byte)'"', 0xC3, (byte)'x', (byte)'"']));
    }

    [Fact]
    public void Many_names_keep_their_order_and_the_last_value()
    {
        var text = "{" + string.Join(",", Enumerable.Range(0, 2000).Select(i => $"\"k{i % 1500}\":{i}")) + "}";
        var expected = "{" + string.Join(",", Enumerable.Range(0, 1500).Select(i => $"\"k{i}\":{(i < 500 ? i + 1500 : i)}")) + "}";
        Assert.Equal(expected, Compact(text));
    }

    [Fact]
    public void The_same_text_again_gives_the_same_answer()
    {
        var tree = new JsonTree();
        Assert.False(tree.Parse("{x"u8));
        Assert.False(tree.Parse("{x"u8));
        Assert.True(tree.Parse("\"\\u0041\""u8));
        Assert.True(tree.Parse("\"\\u0041\""u8));
        Assert.Equal("A"u8.ToArray(), tree.Bytes(tree.Root).ToArray());
    }

    [Fact]
    public void Mutated_texts_are_judged_as_another_reader_judges_them()
    {
        var random = new Random(12345);
        var seed = Encoding.UTF8.GetBytes("""{"a":[1,-2.5e+3,true,null],"b":{"c":"x\u0041\n\"é"},"d":"","a":[[],{}]}""");
        var alphabet = Encoding.UTF8.GetBytes("{}[]\",:0123456789.eE+-\\u tfn");
        var tree = new JsonTree();
        for (var round = 0; round < 20_000; round++)
        {
            var text = (byte[])seed.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];
            if (random.Next(4) == 0) text = text[..random.Next(text.Length)];
            Assert.True(IsValid(text) == tree.Parse(text), Encoding.UTF8.GetString(text));
        }
    }

    static bool IsValid(byte[] text)
    {
        try
        {
            // The other reader leaves bytes that are no text alone until they are asked for; ours replaces them first.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)));
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    static string Compact(string text) => Compact(Encoding.UTF8.GetBytes(text));

    static string Compact(byte[] text)
    {
        var tree = new JsonTree();
        Assert.True(tree.Parse(text), tree.Error);
        var target = new ArrayBufferWriter<byte>();
        JsonTreeText.Write(tree, tree.Root, new JsonOutput(target));
        return Encoding.UTF8.GetString(target.WrittenSpan);
    }
}
