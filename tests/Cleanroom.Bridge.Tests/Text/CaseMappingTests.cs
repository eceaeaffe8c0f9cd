using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class CaseMappingTests
{
    [Theory]
    [InlineData("straße", "STRASSE")]
    [InlineData("ﬁ", "FI")]
    [InlineData("ŉ", "ʼN")]
    [InlineData("\u0390", "\u0399\u0308\u0301")]
    [InlineData("ᾳ", "ΑΙ")]
    [InlineData("ı", "I")]
    [InlineData("ſ", "S")]
    [InlineData("ǆ", "Ǆ")]
    [InlineData("i", "I")]
    [InlineData("äöü ñ дя 漢字", "ÄÖÜ Ñ ДЯ 漢字")]
    [InlineData("𐐨", "𐐀")]
    [InlineData("", "")]
    public void Upper_case_is_the_full_mapping(string text, string upper) => Assert.Equal(upper, Upper(text));

    [Theory]
    [InlineData("ΑΣ", "ας")]
    [InlineData("ΣΑ", "σα")]
    [InlineData("Σ", "σ")]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("ΑΣ.Α", "ασ.α")]
    [InlineData("Α\u0301Σ\u0301", "α\u0301ς\u0301")]
    [InlineData("ΑΣ ΑΣ", "ας ας")]
    [InlineData("İ", "i\u0307")]
    [InlineData("I", "i")]
    [InlineData("ẞ", "ß")]
    [InlineData("𐐀", "𐐨")]
    public void Lower_case_is_the_full_mapping(string text, string lower) => Assert.Equal(lower, Lower(text));

    [Fact]
    public void Bytes_that_are_not_UTF8_stay()
    {
        var target = new ArrayBufferWriter<byte>();
        CaseMapping.WriteUpper([(byte)'a', 0xC3, (byte)'b', 0xFF, 0xE2, 0x82], target);
        Assert.Equal([(byte)'A', 0xC3, (byte)'B', 0xFF, 0xE2, 0x82], target.WrittenSpan.ToArray());
        target.ResetWrittenCount();
        CaseMapping.WriteLower([(byte)'A', 0xC3, (byte)'B', 0xFF, 0xE2, 0x82], target);
        Assert.Equal([(byte)'a', 0xC3, (byte)'b', 0xFF, 0xE2, 0x82], target.WrittenSpan.ToArray());
    }

    [Fact]
    public void Simple_mappings_are_those_of_the_base_class_library_except_one_to_many()
    {
        var special = 0;
        for (var value = 0; value < 0x110000; value++)
        {
            if (!Rune.TryCreate(value, out var scalar)) continue;
            if (!SpecialCasing.Upper(value).IsEmpty) special++;
            else Assert.Equal(Rune.ToUpperInvariant(scalar).ToString(), Upper(scalar.ToString()));
        }
        // 102 unconditional rows of SpecialCasing.txt, and the two that lead into ASCII.
        Assert.Equal(104, special);
    }

    [Fact]
    public void White_space_is_the_25_code_points_of_the_property()
    {
        var found = Enumerable.Range(0, 0x110000)
            .Where(value => Rune.TryCreate(value, out var scalar) && WhiteSpace.Trim(Encoding.UTF8.GetBytes(scalar.ToString())).IsEmpty);
        int[] expected =
        [
            .. Enumerable.Range(9, 5), 0x20, 0x85, 0xA0, 0x1680, .. Enumerable.Range(0x2000, 11), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        ];
        Assert.Equal(expected, found);
        Assert.Equal(25, expected.Length);
    }

    static string Upper(string text)
    {
        var target = new ArrayBufferWriter<byte>();
        CaseMapping.WriteUpper(Encoding.UTF8.GetBytes(text), target);
        return Encoding.UTF8.GetString(target.WrittenSpan);
    }

    static string Lower(string text)
    {
        var target = new ArrayBufferWriter<byte>();
        CaseMapping.WriteLower(Encoding.UTF8.GetBytes(text), target);
        return Encoding.UTF8.GetString(target.WrittenSpan);
    }
}
