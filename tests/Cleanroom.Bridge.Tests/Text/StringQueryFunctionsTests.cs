using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class StringQueryFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new();

    public void Dispose() => _bare.Dispose();

    [Theory]
    [InlineData("äbc", "b", 2)]
    [InlineData("abc", "", 0)]
    [InlineData("abc", "x", -1)]
    [InlineData("", "x", -1)]
    [InlineData("", "", 0)]
    [Trait("Rule", "N38")]
    public void Index_of_counts_bytes(string text, string needle, int index) => Assert.Equal(index, StringQueryFunctions.IndexOf(Utf8(text), Utf8(needle)));

    [Theory]
    [InlineData("abäb", "b", 4)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "x", -1)]
    public void Last_index_of_counts_bytes(string text, string needle, int index) =>
        Assert.Equal(index, StringQueryFunctions.LastIndexOf(Utf8(text), Utf8(needle)));

    [Fact]
    [Trait("Rule", "N38")]
    public void Length_is_in_bytes() => Assert.Equal(2, StringQueryFunctions.Length("é"u8));

    [Theory]
    [InlineData("a", "b", -1)]
    [InlineData("a", "a", 0)]
    [InlineData("b", "a", 1)]
    [InlineData("\uFFFF", "\U00010000", -1)]
    [InlineData("a", "abcd", -1)]
    [InlineData("z", "", 1)]
    [Trait("Rule", "N39")]
    public void Compare_orders_bytes(string left, string right, int order) =>
        Assert.Equal(order, StringQueryFunctions.Compare(_bare.Guest, Utf8(left), Utf8(right)));

    [Theory]
    [InlineData("a", "b", 0)]
    [InlineData("a", "a", 1)]
    [InlineData("b", "a", 0)]
    [InlineData("\uFFFF", "\U00010000", 0)]
    [Trait("Rule", "N39")]
    public void Compare_answers_equality_in_its_old_generation(string left, string right, int equal)
    {
        using var old = new BareGuest(generation: new ModuleGeneration { CompareAnswersEquality = true });
        Assert.Equal(equal, StringQueryFunctions.Compare(old.Guest, Utf8(left), Utf8(right)));
    }

    [Fact]
    public void Flags_compare_bytes()
    {
        Assert.True(StringQueryFunctions.Contains("abc"u8, "bc"u8));
        Assert.True(StringQueryFunctions.Contains("abc"u8, ""u8));
        Assert.False(StringQueryFunctions.Contains("abc"u8, "B"u8));
        Assert.True(StringQueryFunctions.StartsWith("abc"u8, "ab"u8));
        Assert.False(StringQueryFunctions.StartsWith("ab"u8, "abc"u8));
        Assert.True(StringQueryFunctions.EndsWith("abc"u8, "bc"u8));
        Assert.True(StringQueryFunctions.Equals("é"u8, "é"u8));
        Assert.False(StringQueryFunctions.Equals("é"u8, "e\u0301"u8));
        Assert.True(StringQueryFunctions.IsEmpty(""u8));
        Assert.False(StringQueryFunctions.IsEmpty(" "u8));
        Assert.True(StringQueryFunctions.IsBlank("\t\u3000"u8));
        Assert.False(StringQueryFunctions.IsBlank("\uFEFF"u8));
    }

    [Theory]
    [InlineData("Straße", "sTRAßE", true)]
    [InlineData("Straße", "STRASSE", false)]
    [InlineData("ΑΣ", "ας", true)]
    [InlineData("K", "\u212A", true)]
    [InlineData("abc", "ABD", false)]
    [InlineData("abc", "ABC", true)]
    [InlineData("", "", true)]
    public void Equals_ignore_case_compares_lower_case_forms(string left, string right, bool equal) =>
        Assert.Equal(equal, StringQueryFunctions.EqualsIgnoreCase(_bare.Guest, Utf8(left), Utf8(right)));

    [Theory]
    [InlineData("a@b.c", 0, true)]
    [InlineData("a@@b.c", 0, false)]
    [InlineData("@b.c", 0, false)]
    [InlineData("a.b@c", 0, false)]
    [InlineData("", 0, false)]
    [InlineData("https://x", 1, true)]
    [InlineData("ftp://x", 1, false)]
    [InlineData("123e4567-e89b-12d3-A456-426614174000", 2, true)]
    [InlineData("123e4567-e89b-12d3-A456-42661417400g", 2, false)]
    [InlineData("123e4567e89b12d3A456426614174000", 2, false)]
    [InlineData("+49 (30) 123-4567", 3, true)]
    [InlineData("123456", 3, false)]
    [InlineData("1234567890123456", 3, false)]
    [InlineData("1234567x", 3, false)]
    [InlineData("2024-01-31", 4, true)]
    [InlineData("2024-1-1", 4, false)]
    [InlineData("2024-99-99", 4, true)]
    [InlineData("-9223372036854775808", 5, true)]
    [InlineData("9223372036854775808", 5, false)]
    [InlineData("1.5e3", 6, true)]
    [InlineData("1.5e", 6, false)]
    [InlineData("abc123", 7, true)]
    [InlineData("abc 123", 7, false)]
    [InlineData("", 7, false)]
    [InlineData("anything", 8, false)]
    [InlineData("anything", -1, false)]
    public void Matches_knows_eight_forms(string text, int pattern, bool matches) => Assert.Equal(matches, StringQueryFunctions.Matches(Utf8(text), pattern));

    [Theory]
    [InlineData("a@b.c", "email", true)]
    [InlineData("http://x", "url", true)]
    [InlineData("2024-01-31", "date", true)]
    [InlineData("12", "integer", true)]
    [InlineData("1.5", "number", true)]
    [InlineData("x1", "alphanumeric", true)]
    [InlineData("x1", "nonsense", false)]
    public void Matches_knows_the_forms_by_name(string text, string pattern, bool matches) =>
        Assert.Equal(matches, StringQueryFunctions.MatchesNamed(Utf8(text), Utf8(pattern)));

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
