using static Cleanroom.Bridge.Translations.PluralCategory;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// The cardinal plural rules of the Unicode locale data (CLDR) for integers: conditions on fractions are omitted, and languages that differ only in these
/// share a rule. A language without an entry has only the category <see cref="Other"/>.
/// </summary>
static class PluralRules
{
    static readonly (Func<ulong, PluralCategory> Rule, string Languages)[] Rules =
    [
        (n => n <= 1 ? One : Other, "ak am as bho bn csw doi fa ff gu guw hi hy kab kn ln mg nso pa pcm si ti wa zu"),
        (n => n == 1 ? One : Other,
            """
            af an asa ast az bal bem bez bg brx ce cgg chr ckb da de dv ee el en eo et eu fi fo fur fy gl gsw ha haw hu ia ie io jgo ji jmc ka kaj kcg kk
            kkj kl ks ksb ku ky lb lg lij mas mgo ml mn mr nah nb nd ne nl nn nnh no nr ny nyn om or os pap ps rm rof rwk saq sc sd sdh seh sn so sq ss
            ssy st sv sw syr ta te teo tig tk tn tr ts ug ur uz ve vo vun wae xh xog yi
            """),
        (n => n is <= 1 or (>= 11 and <= 99) ? One : Other, "tzm"),
        (n => n % 10 == 1 && n % 100 != 11 ? One : Other, "is mk"),
        (n => n is 1 or 2 or 3 || n % 10 is not (4 or 6 or 9) ? One : Other, "ceb fil tl"),
        (n => n % 10 == 0 || n % 100 is >= 11 and <= 19 ? Zero : n % 10 == 1 ? One : Other, "lv prg"),
        (n => n == 0 ? Zero : n == 1 ? One : Other, "blo cv ksh lag"),
        (n => n == 1 ? One : n == 2 ? Two : Other, "he iu iw naq sat se sma smi smj smn sms"),
        (n => n <= 1 ? One : n <= 10 ? Few : Other, "shi"),
        (n => n == 1 ? One : n == 0 || n % 100 is >= 1 and <= 19 ? Few : Other, "mo ro"),
        (n => n % 10 == 1 && n % 100 != 11 ? One : IsSlavicFew(n) ? Few : Other, "bs hr sh sr"),
        (n => n <= 1 ? One : IsMillions(n) ? Many : Other, "fr pt"),
        (n => n == 1 ? One : IsMillions(n) ? Many : Other, "ca es it lld pt-PT scn vec"),
        (n => n is 1 or 11 ? One : n is 2 or 12 ? Two : n is >= 3 and <= 19 ? Few : Other, "gd"),
        (n => n % 100 == 1 ? One : n % 100 == 2 ? Two : n % 100 is 3 or 4 ? Few : Other, "dsb hsb sl"),
        (n => n == 1 ? One : n is >= 2 and <= 4 ? Few : Other, "cs sk"),
        (n => n == 1 ? One : IsSlavicFew(n) ? Few : Many, "pl"),
        (n => n % 10 == 1 && n % 100 != 11 ? One : IsSlavicFew(n) ? Few : Many, "be ru uk"),
        (n => n % 100 is >= 11 and <= 19 || n % 10 == 0 ? Other : n % 10 == 1 ? One : Few, "lt"),
        (n => n == 2 ? Two : n % 10 == 1 && n % 100 != 11 ? One : n % 10 >= 2 && n % 100 is not (>= 11 and <= 19) ? Few : Other, "sgs"),
        (Breton, "br"),
        (n => n == 1 ? One : n == 2 ? Two : n == 0 || n % 100 is >= 3 and <= 10 ? Few : n % 100 is >= 11 and <= 19 ? Many : Other, "mt"),
        (n => n == 1 ? One : n == 2 ? Two : n is >= 3 and <= 6 ? Few : n is >= 7 and <= 10 ? Many : Other, "ga"),
        (n => n % 10 == 1 ? One : n % 10 == 2 ? Two : n % 20 == 0 ? Few : Other, "gv"),
        (Cornish, "kw"),
        (n => n switch { 0 => Zero, 1 => One, 2 => Two, _ => n % 100 is >= 3 and <= 10 ? Few : n % 100 >= 11 ? Many : Other }, "ar ars"),
        (n => n switch { 0 => Zero, 1 => One, 2 => Two, 3 => Few, 6 => Many, _ => Other }, "cy"),
    ];

    static readonly Dictionary<string, Func<ulong, PluralCategory>> ByLocale = Index();

    /// <summary>Returns the rule of a locale: its own, or that of its language.</summary>
    public static Func<ulong, PluralCategory> Of(string locale)
    {
        for (var name = locale; name is not null; name = LocaleName.Parent(name))
            if (ByLocale.TryGetValue(name, out var rule)) return rule;
        return static _ => Other;
    }

    static Dictionary<string, Func<ulong, PluralCategory>> Index()
    {
        var index = new Dictionary<string, Func<ulong, PluralCategory>>();
        foreach (var (rule, languages) in Rules)
            foreach (var language in languages.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) index.Add(language, rule);
        return index;
    }

    static bool IsSlavicFew(ulong n) => n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14);

    static bool IsMillions(ulong n) => n != 0 && n % 1_000_000 == 0;

    static PluralCategory Breton(ulong n)
    {
        if (IsMillions(n)) return Many;
        if (n % 100 / 10 is 1 or 7 or 9) return Other;
        return (n % 10) switch { 1 => One, 2 => Two, 3 or 4 or 9 => Few, _ => Other };
    }

    static PluralCategory Cornish(ulong n)
    {
        if (n <= 1) return n == 0 ? Zero : One;
        if (n % 100 is 2 or 22 or 42 or 62 or 82 || n % 1_000_000 == 100_000) return Two;
        if (n % 1000 == 0 && n % 100_000 is (>= 1000 and <= 20_000) or 40_000 or 60_000 or 80_000) return Two;
        return (n % 100) switch { 3 or 23 or 43 or 63 or 83 => Few, 1 or 21 or 41 or 61 or 81 => Many, _ => Other };
    }
}
