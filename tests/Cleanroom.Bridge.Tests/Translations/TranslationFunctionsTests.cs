using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>Translation through a real guest, in every form of the imports.</summary>
public sealed class TranslationFunctionsTests
{
    [Theory]
    [InlineData("pairs")]
    [InlineData("wide")]
    [InlineData("prefixed")]
    public void Every_shape_translates(string form)
    {
        using var guest = new LocaleGuest(form);
        guest.Load("de", """{"greet":"Hallo {name}","x":{"one":"{count} Datei","other":"{count} Dateien"}}""");
        Assert.Equal("en", guest.Locale());
        Assert.Equal("greet", guest.Translate("greet"));
        guest.SetLocale("de");
        Assert.Equal("de", guest.Locale());
        Assert.Equal("Hallo Ada", guest.Translate("greet", """{"name":"Ada"}"""));
        Assert.Equal("1 Datei", guest.Translate("x", 1));
        Assert.Equal("2 Dateien", guest.Translate("x", 2));
        Assert.Equal("1,299.99", guest.FormatNumber(1299.99, "en", "{}"));
        Assert.Equal("$1,299.99", guest.FormatCurrency(1299.99, "USD", "en-US"));
        Assert.Equal("Jan 1, 2026", guest.FormatDate(1767225600000, "medium", "en-US"));
        Assert.Empty(guest.Log.Lines);
    }

    [Theory]
    [InlineData(1, "1 file")]
    [InlineData(2, "2 files")]
    [InlineData(-1, "-1 file")]
    [InlineData(0, "0 files")]
    public void Vector_of_counts(int count, string expected)
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"x.one":"{count} file","x.other":"{count} files"}""");
        Assert.Equal(expected, guest.Translate("x", count));
    }

    [Fact]
    public void Counts_have_64_bits()
    {
        using var guest = new LocaleGuest("wide");
        guest.Load("en", """{"x":"{count} files"}""");
        Assert.Equal("-9223372036854775808 files", guest.Translate("x", long.MinValue));
        Assert.Equal("9223372036854775807 files", guest.Translate("x", long.MaxValue));
    }

    [Fact]
    public void Locale_falls_back_to_its_language_then_to_the_default_locale_then_to_the_key()
    {
        using var guest = new LocaleGuest();
        guest.Load("de-AT", """{"exact":"Jänner"}""");
        guest.Load("de", """{"exact":"Januar","language":"Tag"}""");
        guest.Load("en", """{"exact":"January","language":"day","default":"year"}""");
        guest.SetLocale("de-AT");
        Assert.Equal("Jänner", guest.Translate("exact"));
        Assert.Equal("Tag", guest.Translate("language"));
        Assert.Equal("year", guest.Translate("default"));
        Assert.Equal("nowhere {a}", guest.Translate("nowhere {a}", """{"a":1}"""));
    }

    [Theory]
    [InlineData("de_at", "de-AT")]
    [InlineData("ZH-hant-tw", "zh-Hant-TW")]
    [InlineData("es-419", "es-419")]
    [InlineData("fr-CA", "fr-CA")]
    public void Names_of_locales_are_the_same_in_any_spelling(string spelling, string name)
    {
        using var guest = new LocaleGuest();
        guest.Load(name, """{"k":"found"}""");
        guest.SetLocale(spelling);
        Assert.Equal(name, guest.Locale());
        Assert.Equal("found", guest.Translate("k"));
    }

    [Theory]
    [InlineData("d")]
    [InlineData("../de")]
    [InlineData("de-")]
    [InlineData("de\n")]
    [InlineData("12")]
    [InlineData("abcdefghi")]
    [InlineData("de-AT-de-AT-de-AT-de-AT-de-AT-de-AT-de-AT")]
    public void What_is_no_locale_changes_nothing_and_is_logged(string name)
    {
        using var guest = new LocaleGuest();
        guest.SetLocale("fr");
        guest.SetLocale(name);
        guest.Load(name, """{"k":"v"}""");
        Assert.Equal("fr", guest.Locale());
        Assert.Contains("_i18n_set_locale", guest.Log.Lines.ElementAt(0), StringComparison.Ordinal);
        Assert.Contains("_i18n_load", guest.Log.Lines.ElementAt(1), StringComparison.Ordinal);
        Assert.Equal(2, guest.Log.Lines.Count);
    }

    [Theory]
    [InlineData("{a} and {b}", """{"a":"x","b":2.50}""", "x and 2.50")]
    [InlineData("{a}{a}", """{"a":"{a}"}""", "{a}{a}")]
    [InlineData("{missing} {a}", """{"a":true}""", "{missing} true")]
    [InlineData("{a}", """{"a":null}""", "")]
    [InlineData("{a}", """{"a":[1, {"b":"c"}]}""", """[1,{"b":"c"}]""")]
    [InlineData("{ {a} } {", """{"a":1}""", "{ 1 } {")]
    [InlineData("{}", """{"":"empty"}""", "empty")]
    [InlineData("{a}", "not json", "{a}")]
    [InlineData("{a}", "[1]", "{a}")]
    [InlineData("{a}", "", "{a}")]
    [InlineData("{é}", """{"é":"\u00e4\n"}""", "ä\n")]
    public void Arguments_replace_their_names(string text, string arguments, string expected)
    {
        using var guest = new LocaleGuest();
        guest.Load("en", JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = text }));
        Assert.Equal(expected, guest.Translate("k", arguments));
    }

    [Fact]
    public void Argument_count_wins_over_the_count()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"k":"{count} of {all}"}""");
        Assert.Equal("3 of {all}", guest.Translate("k", 3));
        Assert.Equal("3 of 9", guest.Translate("k", 3, """{"all":9}"""));
        Assert.Equal("three of 9", guest.Translate("k", 3, """{"all":9,"count":"three"}"""));
    }

    [Theory]
    [InlineData("""{"k.few":"1","k_few":"2","k.other":"3","k_other":"4","k":"5"}""", "1")]
    [InlineData("""{"k_few":"2","k.other":"3","k_other":"4","k":"5"}""", "2")]
    [InlineData("""{"k.other":"3","k_other":"4","k":"5"}""", "3")]
    [InlineData("""{"k_other":"4","k":"5"}""", "4")]
    [InlineData("""{"k":"5","k.many":"6"}""", "5")]
    [InlineData("""{"k.many":"6"}""", "k")]
    public void Keys_of_a_count_are_tried_in_order(string json, string expected)
    {
        using var guest = new LocaleGuest();
        guest.Load("pl", json);
        guest.SetLocale("pl");
        Assert.Equal(expected, guest.Translate("k", 3));
    }

    [Fact]
    public void Zero_has_a_text_of_its_own_where_one_is_given()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"users_zero":"No users","users_one":"One user","users_other":"{count} users","files":{"other":"{count} files"}}""");
        Assert.Equal(["No users", "One user", "5 users"], new[] { 0, 1, 5 }.Select(count => guest.Translate("users", count)));
        Assert.Equal("0 files", guest.Translate("files", 0));
    }

    [Fact]
    public void Category_is_that_of_the_language_whose_text_is_taken()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"k":{"one":"one","other":"other"}}""");
        guest.SetLocale("ja");
        Assert.Equal("one", guest.Translate("k", 1));
    }

    [Fact]
    public void Key_longer_than_any_is_answered_as_it_is()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"k":"v"}""");
        var key = new string('k', 5000);
        Assert.Equal(key, guest.Translate(key));
        Assert.Equal(key, guest.Translate(key, 1));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_pass_as_key()
    {
        using var guest = new LocaleGuest();
        var address = (uint)guest.Number("_i18n_t", new byte[] { 0xFF, 0xC3 }, "");
        Assert.Equal([0xFF, 0xC3], guest.Guest.Memory.LengthPrefixed(address).ToArray());
    }

    [Fact]
    public void Result_over_the_limit_of_a_call_traps()
    {
        using var guest = new LocaleGuest("wide", new GuestOptions { Limits = new ResourceLimits { HostCallBytes = 10_000 } });
        guest.Load("en", $$"""{"k":"{{string.Concat(Enumerable.Repeat("{a}", 1000))}}"}""");
        var trap = Assert.Throws<TrapException>(() => guest.Translate("k", $$"""{"a":"{{new string('v', 20)}}"}"""));
        Assert.Contains("over the limit of 10000 bytes", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_of_a_hostile_name_is_one_short_line()
    {
        using var guest = new LocaleGuest();
        guest.SetLocale(new string('x', 10_000) + "\nforged");
        var line = Assert.Single(guest.Log.Lines);
        Assert.True(line.Length < 500, line);
        Assert.DoesNotContain('\n', line);
        Assert.Equal(2, Encoding.UTF8.GetByteCount(guest.Locale()));
    }
}
