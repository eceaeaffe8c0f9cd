using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>Texts that a guest loads: nested keys, replacement, invalid JSON and limits.</summary>
public sealed class CatalogueTests
{
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
}
