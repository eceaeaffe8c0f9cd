using System.Text;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>The English forms: the tests run without culture data, as the command does. <see cref="CultureDataTests"/> has the others.</summary>
public sealed class FormatFunctionsTests
{
    const double Moment = 1704205445678;

    [Theory]
    [InlineData(0, "", "0")]
    [InlineData(-0.0, "", "0")]
    [InlineData(1234567.891, "", "1,234,567.891")]
    [InlineData(1234567.8915, "", "1,234,567.892")]
    [InlineData(-1234.5, "", "-1,234.5")]
    [InlineData(-0.0001, "", "0")]
    [InlineData(100, "", "100")]
    [InlineData(double.NaN, "", "NaN")]
    [InlineData(double.PositiveInfinity, "", "∞")]
    [InlineData(double.NegativeInfinity, "", "-∞")]
    [InlineData(1234.5, """{"minimumFractionDigits":2}""", "1,234.50")]
    [InlineData(1234.5, """{"minimumFractionDigits":5}""", "1,234.50000")]
    [InlineData(1234.5678, """{"maximumFractionDigits":1}""", "1,234.6")]
    [InlineData(1234.5678, """{"maximumFractionDigits":0}""", "1,235")]
    [InlineData(1000, """{"maximumFractionDigits":0}""", "1,000")]
    [InlineData(1234.5, """{"minimumFractionDigits":2,"maximumFractionDigits":4}""", "1,234.50")]
    [InlineData(1234.5, """{"useGrouping":false}""", "1234.5")]
    [InlineData(1234.5, """{"useGrouping":"false"}""", "1234.5")]
    [InlineData(0.256, """{"style":"percent"}""", "26%")]
    [InlineData(-12.5, """{"style":"percent","maximumFractionDigits":1}""", "-1,250%")]
    [InlineData(0.2567, """{"style":"percent","maximumFractionDigits":1}""", "25.7%")]
    [InlineData(0.07, """{"style":"percent","maximumFractionDigits":20}""", "7%")]
    [InlineData(1e29, """{"style":"percent"}""", "10,000,000,000,000,000,000,000,000,000,000%")]
    [InlineData(double.PositiveInfinity, """{"style":"percent"}""", "∞%")]
    [InlineData(1e21, "", "1,000,000,000,000,000,000,000")]
    [InlineData(1e27, """{"minimumFractionDigits":1}""", "1,000,000,000,000,000,000,000,000,000.0")]
    [InlineData(1e-300, """{"maximumFractionDigits":20}""", "0")]
    [InlineData(2.5, """{"maximumFractionDigits":0}""", "3")]
    [InlineData(-2.5, """{"maximumFractionDigits":0}""", "-3")]
    [InlineData(5, """{"style":"currency","currency":"eur"}""", "€5.00")]
    [InlineData(5, """{"style":"currency","currency":"EUR","maximumFractionDigits":0}""", "€5")]
    [InlineData(5.5, """{"style":"currency"}""", "5.5")]
    public void Numbers(double value, string options, string expected)
    {
        using var guest = new LocaleGuest();
        Assert.Equal(expected, guest.FormatNumber(value, "en", options));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"minimumFractionDigits":"2"}""")]
    [InlineData("""{"minimumFractionDigits":-1}""")]
    [InlineData("""{"minimumFractionDigits":21}""")]
    [InlineData("""{"maximumFractionDigits":1e99}""")]
    [InlineData("""{"minimumFractionDigits":5,"maximumFractionDigits":1}""")]
    [InlineData("""{"style":"furlong","currency":"EUR","useGrouping":null,"unknown":{"a":[]}}""")]
    public void Bad_options_are_ignored(string options)
    {
        using var guest = new LocaleGuest();
        Assert.Equal("1,234.568", guest.FormatNumber(1234.5678, "en", options));
    }

    [Theory]
    [InlineData(1234.5, "USD", "$1,234.50")]
    [InlineData(-1234.5, "usd", "-$1,234.50")]
    [InlineData(1234.5, "EUR", "€1,234.50")]
    [InlineData(1.005, "EUR", "€1.01")]
    [InlineData(1234.5, "JPY", "¥1,235")]
    [InlineData(1.23456, "KWD", "KWD\u00A01.235")]
    [InlineData(1234.5, "CHF", "CHF\u00A01,234.50")]
    [InlineData(-0.001, "USD", "$0.00")]
    [InlineData(double.NaN, "USD", "$NaN")]
    [InlineData(double.NegativeInfinity, "USD", "-$∞")]
    [InlineData(1.5, "", "1.50")]
    [InlineData(1.5, "EURO", "1.50")]
    [InlineData(1.5, "E1R", "1.50")]
    public void Amounts(double amount, string currency, string expected)
    {
        using var guest = new LocaleGuest();
        Assert.Equal(expected, guest.FormatCurrency(amount, currency, "en"));
    }

    [Theory]
    [InlineData("short", "1/2/2024")]
    [InlineData("medium", "Jan 2, 2024")]
    [InlineData("", "Jan 2, 2024")]
    [InlineData("long", "January 2, 2024")]
    [InlineData("full", "Tuesday, January 2, 2024")]
    [InlineData("yyyy-MM-dd HH:mm:ss.SSS", "2024-01-02 14:24:05.678")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'Z'", "2024-01-02T14:24:05Z")]
    [InlineData("EEEE, d MMM yy", "Tuesday, 2 Jan 24")]
    [InlineData("ddd dddd", "Tue Tuesday")]
    [InlineData("h:mm a", "2:24 PM")]
    [InlineData("hh 'o''clock'", "02 o'clock")]
    [InlineData("''yy", "'24")]
    [InlineData("d", "2")]
    [InlineData("M", "1")]
    [InlineData("yyyy/MM/dd", "2024/01/02")]
    [InlineData("'open", "open")]
    [InlineData(@"\d\\\d", @"d\d")]
    [InlineData("d. 🎉", "2. 🎉")]
    [InlineData("%Y-%m-%d %H:%M:%S", "2024-01-02 14:24:05")]
    [InlineData("%A %a %B %b %e %j %I %p %y %%", "Tuesday Tue January Jan  2 002 02 PM 24 %")]
    [InlineData("%F %T %R %D %Z %z %q %", "2024-01-02 14:24:05 14:24 01/02/24 UTC +0000 q %")]
    public void Dates(string style, string expected)
    {
        using var guest = new LocaleGuest();
        Assert.Equal(expected, guest.FormatDate(Moment, style, "en"));
    }

    [Theory]
    [InlineData(-62135596800000, "0001-01-01")]
    [InlineData(-62135596800001, "")]
    [InlineData(253402300799999, "9999-12-31")]
    [InlineData(253402300800000, "")]
    [InlineData(-0.5, "1969-12-31")]
    [InlineData(double.NaN, "")]
    [InlineData(double.PositiveInfinity, "")]
    [InlineData(double.NegativeInfinity, "")]
    [InlineData(double.MaxValue, "")]
    public void Dates_at_the_ends_of_the_calendar(double milliseconds, string expected)
    {
        using var guest = new LocaleGuest();
        Assert.Equal(expected, guest.FormatDate(milliseconds, "yyyy-MM-dd", "en"));
    }

    [Fact]
    public void Pattern_that_is_too_long_counts_as_medium()
    {
        using var guest = new LocaleGuest();
        Assert.Equal("Jan 2, 2024", guest.FormatDate(Moment, new string('d', 257), "en"));
        Assert.Equal(256, guest.FormatDate(Moment, new string('-', 256), "en").Length);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("en-US")]
    [InlineData("")]
    [InlineData("xx")]
    [InlineData("de-XX-unknown")]
    [InlineData("no locale at all")]
    [InlineData("../../etc/passwd")]
    [InlineData("\0")]
    public void Unknown_locale_has_the_english_forms(string locale)
    {
        using var guest = new LocaleGuest();
        Assert.Equal("1,234.5", guest.FormatNumber(1234.5, locale));
        Assert.Equal("$1.00", guest.FormatCurrency(1, "USD", locale));
        Assert.Equal("Tuesday, January 2, 2024", guest.FormatDate(Moment, "full", locale));
    }

    [Fact]
    public void Formatting_never_throws_whatever_the_arguments_are()
    {
        var random = new Random(20240102);
        string[] words = ["en", "de-AT", "ar-SA", "short", "full", "yyyy", "%Y", "EUR", "percent", "'", "\\", "{", "\"style\":", "\"maximumFractionDigits\":", "20", "}", "\0", "é", "🎉", "-", "_"];
        using var guest = new LocaleGuest("wide", new GuestOptions { MemoryLimit = 64 << 20 });
        for (var round = 0; round < 3000; round++)
        {
            var value = random.Next(4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                1 => random.NextDouble() * 5e14 - 1e14,
                2 => random.Next(-1000, 1000),
                _ => ((double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, -0.0])[random.Next(6)],
            };
            foreach (var function in (string[])["_i18n_format_number", "_i18n_format_currency", "_i18n_format_date"])
                Assert.InRange(guest.Text(function, value, Argument(), Argument()).Length, 0, 10_000);
        }

        byte[] Argument()
        {
            if (random.Next(4) > 0) return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => words[random.Next(words.Length)])));
            var bytes = new byte[random.Next(20)];
            random.NextBytes(bytes);
            return bytes;
        }
    }
}
