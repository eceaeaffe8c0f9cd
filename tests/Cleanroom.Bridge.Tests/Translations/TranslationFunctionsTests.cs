using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Translations;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Translations;

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

    [Fact]
    public void Empty_locale_goes_back_to_the_first_one()
    {
        using var guest = new LocaleGuest();
        guest.SetLocale("fr");
        guest.SetLocale("");
        Assert.Equal("en", guest.Locale());
    }

    [Fact]
    public void Nested_names_are_joined_by_dots_and_values_are_texts()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"a":{"b":{"c":"deep"}},"flat.key":"flat","n":1.50,"yes":true,"no":false,"nothing":null,"list":["first",{"x":"second"}],"é":"accent"}""");
        string[] keys = ["a.b.c", "flat.key", "n", "yes", "no", "nothing", "list.0", "list.1.x", "é", "a.b", "a"];
        Assert.Equal(["deep", "flat", "1.50", "true", "false", "nothing", "first", "second", "accent", "a.b", "a"], keys.Select(key => guest.Translate(key)));
    }

    [Fact]
    public void Later_texts_replace_those_with_the_same_key_only()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"a":"1","b":"1"}""");
        guest.Load("en", """{"b":"2","c":"2"}""");
        Assert.Equal("1 2 2", $"{guest.Translate("a")} {guest.Translate("b")} {guest.Translate("c")}");
    }

    [Theory]
    [InlineData("{\"a\":", "not valid")]
    [InlineData("", "not valid")]
    [InlineData("[\"a\"]", "no object")]
    [InlineData("\"a\"", "no object")]
    public void Bad_json_is_logged_and_changes_nothing(string json, string reason)
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"a":"kept"}""");
        guest.Load("en", json);
        Assert.Equal("kept", guest.Translate("a"));
        Assert.Contains(reason, Assert.Single(guest.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Catalogues_are_bounded()
    {
        using var guest = new LocaleGuest();
        guest.Load("en", """{"a":"kept"}""");
        string[] tooMuch =
        [
            string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
            $$"""{"{{new string('k', 1025)}}":"v"}""",
            $$$"""{"{{{new string('k', 600)}}}":{"{{{new string('k', 600)}}}":"v"}}""",
            $$"""{"a":"{{new string('v', 70_000)}}"}""",
            "{" + string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"{i}\":\"\"")) + "}",
            "{" + string.Join(',', Enumerable.Range(0, 140).Select(i => $"\"{i}\":\"{new string('v', 60_000)}\"")) + "}",
        ];
        foreach (var json in tooMuch) guest.Load("en", json);
        Assert.Equal(tooMuch.Length, guest.Log.Lines.Count);
        Assert.Equal("kept", guest.Translate("a"));
        Assert.Equal("0", guest.Translate("0"));
        for (var i = 0; i < 300; i++) guest.Load($"x{(char)('a' + i / 26)}{(char)('a' + i % 26)}", "{}");
        Assert.Equal(256, guest.Guest.State<TranslationSession>().Catalogues.All.Count);
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
    [Trait("Rule", "N61")]
    public void Locale_and_texts_of_one_event_are_not_those_of_the_next()
    {
        var pool = LocaleGuest.Application();
        using (var first = new LocaleGuest(pool))
        {
            // The entry point set "de" for itself.
            Assert.Equal("en", first.Locale());
            first.Load("fr", """{"hello":"Bonjour {name}"}""");
            first.Load("en", """{"hello":"changed","new":"new"}""");
            first.SetLocale("fr");
            Assert.Equal("fr", first.Locale());
            Assert.Equal("Bonjour Eve", first.Translate("hello", """{"name":"Eve"}"""));
            Assert.Equal("new", first.Translate("new"));
        }
        Assert.Equal(1, pool.Idle);
        using var second = new LocaleGuest(pool);
        Assert.Equal("en", second.Locale());
        Assert.Equal("Hello Bob", second.Translate("hello", """{"name":"Bob"}"""));
        second.SetLocale("fr");
        Assert.Equal("Hello Bob", second.Translate("hello", """{"name":"Bob"}"""));
        Assert.Equal("2 files", second.Translate("x", 2));
    }

    [Fact]
    public void Texts_of_the_entry_point_are_shared_and_not_copied()
    {
        var pool = LocaleGuest.Application();
        using var first = new LocaleGuest(pool);
        using var second = new LocaleGuest(pool);
        Assert.NotSame(first.Guest, second.Guest);
        Assert.Single(first.Guest.State<TranslationSession>().Catalogues.All);
        Assert.Same(first.Guest.State<TranslationSession>().Catalogues, second.Guest.State<TranslationSession>().Catalogues);
        first.SetLocale("ru");
        Assert.Equal("en", second.Locale());
    }

    [Fact]
    public void Locale_follows_what_the_client_prefers_among_the_loaded_ones()
    {
        var header = "de-AT;q=0.9, fr;q=0.5";
        var asked = 0;
        string? Ask(Guest _)
        {
            asked++;
            return header;
        }
        var pool = LocaleGuest.Application(new GuestOptions { AcceptLanguage = Ask });
        using (var guest = new LocaleGuest(pool))
        {
            asked = 0;
            Assert.Equal("en", guest.Locale());
            guest.Load("de", """{"hello":"Hallo {name}"}""");
            Assert.Equal("de", guest.Locale());
            Assert.Equal("Hallo Ada", guest.Translate("hello", """{"name":"Ada"}"""));
            Assert.Equal("de", guest.Locale());
            Assert.Equal(2, asked);
            guest.SetLocale("en");
            Assert.Equal("Hello Ada", guest.Translate("hello", """{"name":"Ada"}"""));
        }
        header = "de, en-GB;q=0.7";
        using var next = new LocaleGuest(pool);
        Assert.Equal("en", next.Locale());
    }

    [Fact]
    public void Default_locale_is_an_option()
    {
        using var guest = new LocaleGuest("wide", new GuestOptions { DefaultLocale = "pt-BR" });
        Assert.Equal("pt-BR", guest.Locale());
        guest.Load("pt", """{"k":"texto"}""");
        guest.SetLocale("ja");
        Assert.Equal("texto", guest.Translate("k"));
    }

    [Fact]
    public void Default_locale_that_is_none_counts_as_english()
    {
        using var guest = new LocaleGuest("wide", new GuestOptions { DefaultLocale = "?" });
        Assert.Equal("en", guest.Locale());
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
