using System.Globalization;
using System.Numerics;
using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>How one locale writes numbers, amounts and dates. Never changed.</summary>
sealed class LocaleFormat
{
    const char NoBreakSpace = '\u00A0';

    // A decimal goes up to 7.9·10^28; doubles from here on are whole.
    const double MinBigNumber = 1e26;

    readonly NumberFormatInfo _numbers;
    readonly NumberFormatInfo _amounts;
    readonly DateTimeFormatInfo _dates;
    readonly DateTimeFormatInfo _gregorianDates;
    readonly string _mediumDate;
    readonly string _longDate;
    readonly string? _ownCurrency;

    LocaleFormat(NumberFormatInfo numbers, DateTimeFormatInfo dates, DateTimeFormatInfo gregorianDates, string mediumDate, string longDate, string? ownCurrency)
    {
        _numbers = numbers;
        _amounts = (NumberFormatInfo)numbers.Clone();
        _amounts.NumberDecimalSeparator = numbers.CurrencyDecimalSeparator;
        _amounts.NumberGroupSeparator = numbers.CurrencyGroupSeparator;
        _amounts.NumberGroupSizes = numbers.CurrencyGroupSizes;
        _dates = dates;
        _gregorianDates = gregorianDates;
        _mediumDate = mediumDate;
        _longDate = longDate;
        _ownCurrency = ownCurrency;
    }

    /// <summary>The English forms. They are the same whether the runtime has culture data or not.</summary>
    public static LocaleFormat English { get; } = MakeEnglish();

    /// <summary>The forms of a culture of the runtime.</summary>
    public static LocaleFormat Of(CultureInfo culture)
    {
        var dates = culture.DateTimeFormat;
        var mediumDate = Array.Find(dates.GetAllDateTimePatterns('d'), static pattern => pattern.Contains("MMM", StringComparison.Ordinal)) ?? dates.ShortDatePattern;
        var longDate = Array.Find(dates.GetAllDateTimePatterns('D'), static pattern => !pattern.Contains("ddd", StringComparison.Ordinal)) ?? dates.LongDatePattern;
        var (currency, symbol) = CurrencyOf(culture);
        var numbers = (NumberFormatInfo)culture.NumberFormat.Clone();
        if (symbol is not null) numbers.CurrencySymbol = symbol;
        return new LocaleFormat(numbers, dates, Gregorian(culture), mediumDate, longDate, currency);
    }

    /// <summary>Writes a number, a percentage or an amount.</summary>
    public string Number(double value, in NumberOptions options)
    {
        var format = options.Currency is null ? _numbers : _amounts;
        var digits = Digits(Math.Abs(value), format, options);
        var text = digits;
        if (options.IsPercent) text = WithSign(digits, format.PercentSymbol, format.PercentPositivePattern switch { 0 => 3, 1 => 1, 2 => 0, _ => 2 });
        else if (options.Currency is { } code) text = WithSign(digits, code == _ownCurrency ? format.CurrencySymbol : Currency.Symbol(code), format.CurrencyPositivePattern);
        // What is rounded to nothing has no sign.
        var isNegative = value < 0 && (double.IsInfinity(value) || digits.AsSpan().ContainsAnyInRange('1', '9'));
        return isNegative ? format.NegativeSign + text : text;
    }

    /// <summary>Writes a date.</summary>
    /// <param name="time">The date.</param>
    /// <param name="style">
    /// <c>short</c>, <c>medium</c>, <c>long</c>, <c>full</c> or a pattern, see <see cref="DatePattern"/>; medium when it is neither.
    /// </param>
    public string Date(DateTime time, string style)
    {
        var isStyle = style is "short" or "medium" or "long" or "full";
        if (!isStyle && DatePattern.Translate(style, time) is { } pattern) return time.ToString(pattern, _gregorianDates);
        // The runtime has no forms for what the calendar of a locale does not reach.
        if (time < _dates.Calendar.MinSupportedDateTime || time > _dates.Calendar.MaxSupportedDateTime) return English.Date(time, style);
        var form = style switch
        {
            "short" => _dates.ShortDatePattern,
            "long" => _longDate,
            "full" => _dates.LongDatePattern,
            _ => _mediumDate,
        };
        return time.ToString(form, _dates);
    }

    static string Digits(double magnitude, NumberFormatInfo format, in NumberOptions options)
    {
        if (!double.IsFinite(magnitude)) return magnitude.ToString(format);
        var text = Rounded(magnitude, options, (options.IsGrouped ? "N" : "F") + options.MaxDecimals.ToString(CultureInfo.InvariantCulture), format);
        if (options.MinDecimals >= options.MaxDecimals) return text;
        var decimals = text.Length - options.MaxDecimals;
        var length = Math.Max(text.AsSpan().TrimEnd('0').Length, decimals + options.MinDecimals);
        return text[..(length == decimals ? decimals - format.NumberDecimalSeparator.Length : length)];
    }

    // Rounds the digits that people see, halves up: 1.005 is 1.01 although the double is a little less.
    static string Rounded(double magnitude, in NumberOptions options, string pattern, NumberFormatInfo format)
    {
        Span<byte> plain = stackalloc byte[NumberFormat.MaxLength];
        var digits = Encoding.ASCII.GetString(plain[..NumberFormat.Write(magnitude, plain)]);
        var factor = options.IsPercent ? 100 : 1;
        if (magnitude >= MinBigNumber) return (BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * factor).ToString(pattern, format);
        var exact = decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * factor;
        return decimal.Round(exact, options.MaxDecimals, MidpointRounding.AwayFromZero).ToString(pattern, format);
    }

    // The places are those of NumberFormatInfo.CurrencyPositivePattern: before, behind, before with a space, behind with a space.
    static string WithSign(string digits, string sign, int place)
    {
        if (sign.Length == 0) return digits;
        return place switch
        {
            // Letters never touch digits.
            0 when !char.IsLetter(sign[^1]) => sign + digits,
            1 when !char.IsLetter(sign[0]) => digits + sign,
            0 or 2 => sign + NoBreakSpace + digits,
            _ => digits + NoBreakSpace + sign,
        };
    }

    static (string? Code, string? Symbol) CurrencyOf(CultureInfo culture)
    {
        try
        {
            var region = new RegionInfo(culture.IsNeutralCulture ? CultureInfo.CreateSpecificCulture(culture.Name).Name : culture.Name);
            return (region.ISOCurrencySymbol, region.CurrencySymbol);
        }
        catch (ArgumentException)
        {
            // A culture of no country, such as Esperanto or Spanish of Latin America.
            return (null, null);
        }
    }

    // Patterns of programs mean the calendar that everybody knows.
    static DateTimeFormatInfo Gregorian(CultureInfo culture)
    {
        if (culture.DateTimeFormat.Calendar is GregorianCalendar) return culture.DateTimeFormat;
        if (culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is not { } calendar) return English._gregorianDates;
        var dates = (DateTimeFormatInfo)culture.DateTimeFormat.Clone();
        dates.Calendar = calendar;
        return dates;
    }

    static LocaleFormat MakeEnglish()
    {
        var numbers = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        numbers.PositiveInfinitySymbol = "∞";
        numbers.CurrencySymbol = "$";
        numbers.CurrencyPositivePattern = 0;
        numbers.PercentPositivePattern = 1;
        var dates = (DateTimeFormatInfo)DateTimeFormatInfo.InvariantInfo.Clone();
        dates.ShortDatePattern = "M/d/yyyy";
        dates.LongDatePattern = "dddd, MMMM d, yyyy";
        return new LocaleFormat(numbers, dates, dates, "MMM d, yyyy", "MMMM d, yyyy", "USD");
    }
}
