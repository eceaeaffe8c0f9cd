using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>Locale and texts of an event: where they begin, what ends with it, and what the client prefers.</summary>
public sealed class TranslationSessionTests
{
    [Fact]
    public void Empty_locale_goes_back_to_the_first_one()
    {
        using var guest = new LocaleGuest();
        guest.SetLocale("fr");
        guest.SetLocale("");
        Assert.Equal("en", guest.Locale());
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
}
