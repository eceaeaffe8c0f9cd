using System.Globalization;
using System.Numerics;
using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>The number, amount and date formats of a locale. Immutable.</summary>
sealed class LocaleFormat
{
    const char NoBreakSpace = '\u00A0';

    // The range of decimal ends at 7.9·10^28; doubles of this size and above are integral.
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

    /// <summary>The English formats, identical with or without culture data in the runtime.</summary>
    public static LocaleFormat English { get; } = MakeEnglish();

    /// <summary>Returns the formats of a culture of the runtime.</summary>
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

    /// <summary>Formats a number, a percentage or an amount.</summary>
    public string Number(double value, in NumberOptions options)
    {
        var format = options.Currency is null ? _numbers : _amounts;
        var digits = Digits(Math.Abs(value), format, options);
        var text = digits;
        if (options.IsPercent) text = WithSign(digits, format.PercentSymbol, format.PercentPositivePattern switch { 0 => 3, 1 => 1, 2 => 0, _ => 2 });
        else if (options.Currency is { } code) text = WithSign(digits, code == _ownCurrency ? format.CurrencySymbol : Currency.Symbol(code), format.CurrencyPositivePattern);
        // A value rounded to zero has no sign.
        var isNegative = value < 0 && (double.IsInfinity(value) || digits.AsSpan().ContainsAnyInRange('1', '9'));
        return isNegative ? format.NegativeSign + text : text;
    }

    /// <summary>Formats a date.</summary>
    /// <param name="time">The date.</param>
    /// <param name="style">
    /// <c>short</c>, <c>medium</c>, <c>long</c>, <c>full</c> or a pattern, see <see cref="DatePattern"/>; medium for anything else.
    /// </param>
    public string Date(DateTime time, string style)
    {
        var isStyle = style is "short" or "medium" or "long" or "full";
        if (!isStyle && DatePattern.Translate(style, time) is { } pattern) return time.ToString(pattern, _gregorianDates);
        // The runtime cannot format dates outside the range of the locale's calendar.
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

    // Rounds the shortest decimal digits, halves up: 1.005 becomes 1.01 although the double is slightly less.
    static string Rounded(double magnitude, in NumberOptions options, string pattern, NumberFormatInfo format)
    {
        Span<byte> plain = stackalloc byte[NumberFormat.MaxLength];
        var digits = Encoding.ASCII.GetString(plain[..NumberFormat.Write(magnitude, plain)]);
        var factor = options.IsPercent ? 100 : 1;
        if (magnitude >= MinBigNumber) return (BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * factor).ToString(pattern, format);
        var exact = decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * factor;
        return decimal.Round(exact, options.MaxDecimals, MidpointRounding.AwayFromZero).ToString(pattern, format);
    }

    // The positions of NumberFormatInfo.CurrencyPositivePattern: before, after, before with a space, after with a space.
    static string WithSign(string digits, string sign, int place)
    {
        if (sign.Length == 0) return digits;
        return place switch
        {
            // Letters are always separated from digits.
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
            // A culture without a country, such as Esperanto or Latin American Spanish.
            return (null, null);
        }
    }

    // Patterns of programs use the Gregorian calendar.
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
