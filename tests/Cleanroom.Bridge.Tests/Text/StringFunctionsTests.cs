using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Consoles;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Lists;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Bridge.Text;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class StringFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new();

    Guest Guest => _bare.Guest;

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Concat_joins_bytes() => Assert.Equal("hello world", _bare.Read(StringFunctions.Concat(Guest, "hello "u8, "world"u8)));

    [Fact]
    [Trait("Rule", "N36")]
    public void Concat_of_two_halves_of_a_character_gives_the_character() =>
        Assert.Equal("é", _bare.Read(StringFunctions.Concat(Guest, [0xC3], [0xA9])));

    [Theory]
    [InlineData(1, 3, "el")]
    [InlineData(3, 1, "")]
    [InlineData(-5, 99, "hello")]
    [InlineData(9, 12, "")]
    [InlineData(int.MinValue, int.MaxValue, "hello")]
    [InlineData(5, 5, "")]
    [Trait("Rule", "N37")]
    public void Substring_clamps_and_never_traps(int start, int end, string expected) =>
        Assert.Equal(expected, _bare.Read(StringFunctions.Substring(Guest, "hello"u8, start, end)));

    [Fact]
    [Trait("Rule", "N37")]
    public void Substring_inside_a_character_keeps_the_raw_byte() => Assert.Equal([0xC3], _bare.Bytes(StringFunctions.Substring(Guest, "é"u8, 0, 1)));

    [Fact]
    [Trait("Rule", "N27")]
    public void Results_are_fresh_memory()
    {
        var text = _bare.String("abc");
        var bytes = Guest.Memory.LengthPrefixed(text.Address);
        GuestString[] results =
        [
            StringFunctions.Concat(Guest, bytes, default), StringFunctions.Concat(Guest, default, bytes), StringFunctions.Trim(Guest, bytes),
            StringFunctions.Substring(Guest, bytes, 0, 3), StringFunctions.Replace(Guest, bytes, "x"u8, "y"u8), StringFunctions.Repeat(Guest, bytes, 1),
            StringFunctions.Copy(Guest, bytes), StringFunctions.PadStart(Guest, bytes, 1, "x"u8), HtmlFunctions.Raw(Guest, bytes),
        ];
        Assert.All(results, result => Assert.Equal("abc", _bare.Read(result)));
        Assert.Equal(results.Length, results.Distinct().Count());
        Assert.DoesNotContain(text, results);
        Assert.NotEqual(0u, StringFunctions.Concat(Guest, default, default).Address);
    }

    [Fact]
    public void Trim_removes_white_space_and_nothing_else()
    {
        Assert.Equal("x", _bare.Read(StringFunctions.Trim(Guest, "\u00A0\u3000x\t\n"u8)));
        Assert.Equal("\uFEFFx", _bare.Read(StringFunctions.Trim(Guest, "\uFEFFx"u8)));
        Assert.Equal("x ", _bare.Read(StringFunctions.TrimStart(Guest, " x "u8)));
        Assert.Equal(" x", _bare.Read(StringFunctions.TrimEnd(Guest, " x "u8)));
        Assert.Equal("", _bare.Read(StringFunctions.Trim(Guest, " \n "u8)));
        Assert.Equal([0xFF], _bare.Bytes(StringFunctions.Trim(Guest, [(byte)' ', 0xFF, (byte)' '])));
    }

    [Fact]
    public void Case_functions_use_the_full_mapping()
    {
        Assert.Equal("STRASSE", _bare.Read(StringFunctions.ToUpper(Guest, "straße"u8)));
        Assert.Equal("FI", _bare.Read(StringFunctions.ToUpper(Guest, "ﬁ"u8)));
        Assert.Equal("ας", _bare.Read(StringFunctions.ToLower(Guest, "ΑΣ"u8)));
        Assert.Equal("i\u0307", _bare.Read(StringFunctions.ToLower(Guest, "İ"u8)));
    }

    [Theory]
    [InlineData("aabaa", "a", "x", "xxbxx")]
    [InlineData("abc", "", "-", "abc")]
    [InlineData("aaa", "aa", "b", "ba")]
    [InlineData("abc", "abc", "", "")]
    [InlineData("abc", "x", "y", "abc")]
    [Trait("Rule", "N40")]
    public void Replace_replaces_all_occurrences(string text, string search, string replacement, string expected) =>
        Assert.Equal(expected, _bare.Read(StringFunctions.Replace(Guest, Utf8(text), Utf8(search), Utf8(replacement))));

    [Fact]
    public void Replace_first_replaces_one_occurrence()
    {
        Assert.Equal("xabaa", _bare.Read(StringFunctions.ReplaceFirst(Guest, "aabaa"u8, "a"u8, "x"u8)));
        Assert.Equal("abc", _bare.Read(StringFunctions.ReplaceFirst(Guest, "abc"u8, ""u8, "x"u8)));
    }

    [Theory]
    [InlineData(3, "ababab")]
    [InlineData(1, "ab")]
    [InlineData(0, "")]
    [InlineData(-1, "")]
    public void Repeat_repeats(int count, string expected) => Assert.Equal(expected, _bare.Read(StringFunctions.Repeat(Guest, "ab"u8, count)));

    [Fact]
    public void Repeat_over_the_limit_traps_with_the_sizes()
    {
        var trap = Assert.Throws<TrapException>(() => StringFunctions.Repeat(Guest, "ab"u8, int.MaxValue));
        Assert.Equal(TrapKind.Host, trap.Kind);
        Assert.Contains("4294967294", trap.Message, StringComparison.Ordinal);
        Assert.Equal("", _bare.Read(StringFunctions.Repeat(Guest, default, int.MaxValue)));
    }

    [Fact]
    public void Pad_fills_up_to_the_length_in_bytes()
    {
        Assert.Equal("xyxab", _bare.Read(StringFunctions.PadStart(Guest, "ab"u8, 5, "xy"u8)));
        Assert.Equal("abxyx", _bare.Read(StringFunctions.PadEnd(Guest, "ab"u8, 5, "xy"u8)));
        Assert.Equal("ab", _bare.Read(StringFunctions.PadStart(Guest, "ab"u8, 5, ""u8)));
        Assert.Equal("ab", _bare.Read(StringFunctions.PadEnd(Guest, "ab"u8, -5, "x"u8)));
        Assert.Equal(".é", _bare.Read(StringFunctions.PadStart(Guest, "é"u8, 3, "."u8)));
    }

    [Fact]
    public void Reverse_keeps_characters_and_single_bytes()
    {
        Assert.Equal("c😀éa", _bare.Read(StringFunctions.Reverse(Guest, "aé😀c"u8)));
        Assert.Equal([(byte)'b', 0x82, 0xE2, (byte)'a'], _bare.Bytes(StringFunctions.Reverse(Guest, [(byte)'a', 0xE2, 0x82, (byte)'b'])));
    }

    [Fact]
    public void Html_escape_replaces_the_five_characters()
    {
        Assert.Equal("&lt;a href=&quot;x&quot;&gt;&amp;&#039;", _bare.Read(HtmlFunctions.Escape(Guest, "<a href=\"x\">&'"u8)));
        Assert.Equal("plain é", _bare.Read(HtmlFunctions.Escape(Guest, "plain é"u8)));
        Assert.Equal("<b>", _bare.Read(HtmlFunctions.Raw(Guest, "<b>"u8)));
    }

    [Fact]
    public void Characters_are_addressed_by_byte()
    {
        Assert.Equal("é", _bare.Read(CharacterFunctions.CharAt(Guest, "aéb"u8, 1)));
        Assert.Equal([0xA9], _bare.Bytes(CharacterFunctions.CharAt(Guest, "aéb"u8, 2)));
        Assert.Equal("b", _bare.Read(CharacterFunctions.CharAt(Guest, "aéb"u8, 3)));
        Assert.Equal("", _bare.Read(CharacterFunctions.CharAt(Guest, "aéb"u8, 4)));
        Assert.Equal("", _bare.Read(CharacterFunctions.CharAt(Guest, "aéb"u8, -1)));
        Assert.Equal(0xC3, CharacterFunctions.CharCodeAt("é"u8, 0));
        Assert.Equal(-1, CharacterFunctions.CharCodeAt("é"u8, 2));
        Assert.Equal(-1, CharacterFunctions.CharCodeAt("é"u8, -1));
    }

    [Theory]
    [InlineData(0x41, "A")]
    [InlineData(0x1F600, "😀")]
    [InlineData(0, "\0")]
    [InlineData(0xD800, "\uFFFD")]
    [InlineData(0x110000, "\uFFFD")]
    [InlineData(-1, "\uFFFD")]
    public void From_char_code_gives_the_scalar(int code, string expected) => Assert.Equal(expected, _bare.Read(CharacterFunctions.FromCharCode(Guest, code)));

    [Fact]
    public void Random_bytes_give_what_a_naive_model_gives()
    {
        var random = new Random(17);
        for (var round = 0; round < 5_000; round++)
        {
            var (text, search, replacement) = (Bytes(random, 40), Bytes(random, 3), Bytes(random, 5));
            var (start, end) = (random.Next(-3, 45), random.Next(-3, 45));
            Assert.Equal([.. text, .. search], _bare.Bytes(StringFunctions.Concat(Guest, text, search)));
            Assert.Equal(text.Skip(start).Take(end - Math.Max(start, 0)), _bare.Bytes(StringFunctions.Substring(Guest, text, start, end)));
            Assert.Equal(NaiveReplace(text, search, replacement), _bare.Bytes(StringFunctions.Replace(Guest, text, search, replacement)));
            Assert.Equal(NaiveIndexOf(text, search), StringQueryFunctions.IndexOf(text, search));
            Assert.Equal(Enumerable.Repeat(search, 4).SelectMany(bytes => bytes), _bare.Bytes(StringFunctions.Repeat(Guest, search, 4)));
            Assert.Equal(NaiveReverse(text), _bare.Bytes(StringFunctions.Reverse(Guest, text)));
        }
    }

    [Fact]
    public void Calls_allocate_no_managed_memory()
    {
        Allocation.AssertNone(() =>
        {
            for (var round = 0; round < 100; round++) CallAll();
        });
    }

    void CallAll()
    {
        var text = "Some text with ß, Σ and a < b & c"u8;
        StringFunctions.Concat(Guest, text, text);
        StringFunctions.Substring(Guest, text, 3, 9);
        StringFunctions.Trim(Guest, text);
        StringFunctions.ToUpper(Guest, text);
        StringFunctions.ToLower(Guest, text);
        StringFunctions.Replace(Guest, text, "t"u8, "long"u8);
        StringFunctions.Repeat(Guest, text, 3);
        StringFunctions.Reverse(Guest, text);
        StringFunctions.PadEnd(Guest, text, 50, "-"u8);
        StringQueryFunctions.EqualsIgnoreCase(Guest, text, "some"u8);
        StringQueryFunctions.Matches(text, 0);
        StringListFunctions.SplitToList(Guest, text, " "u8);
        StringListFunctions.SplitToJson(Guest, text, " "u8);
        StringListFunctions.JoinJson(Guest, "[\"a\",\"\\n\"]"u8, ", "u8);
        ConversionFunctions.FromNumber(Guest, 150062836484520.125);
        ConversionFunctions.FromNumberFixed(Guest, 1.25, 10);
        ConversionFunctions.FromInteger(Guest, 123456);
        ConversionFunctions.ToNumber("1.25e3"u8);
        ConversionFunctions.ToInteger(" 77 "u8);
        HtmlFunctions.Escape(Guest, text);
        ConsoleFunctions.PrintFloat(Guest, 0.1);
    }

    static byte[] NaiveReplace(byte[] text, byte[] search, byte[] replacement)
    {
        if (search.Length == 0) return text;
        var result = new List<byte>();
        for (var index = 0; index < text.Length;)
            if (text.Skip(index).Take(search.Length).SequenceEqual(search))
            {
                result.AddRange(replacement);
                index += search.Length;
            }
            else result.Add(text[index++]);
        return [.. result];
    }

    // The only characters of several bytes in these texts are é.
    static byte[] NaiveReverse(byte[] text)
    {
        var units = new List<byte[]>();
        for (var index = 0; index < text.Length; index += units[^1].Length)
            units.Add(text[index] == 0xC3 && index + 1 < text.Length && text[index + 1] == 0xA9 ? [0xC3, 0xA9] : [text[index]]);
        units.Reverse();
        return [.. units.SelectMany(unit => unit)];
    }

    static int NaiveIndexOf(byte[] text, byte[] needle)
    {
        for (var index = 0; index + needle.Length <= text.Length; index++)
            if (text.Skip(index).Take(needle.Length).SequenceEqual(needle)) return index;
        return -1;
    }

    // Few different bytes, so that searches find something; halves of characters among them.
    static byte[] Bytes(Random random, int most) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => "aaabbbéé"u8[random.Next(10)])];

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
