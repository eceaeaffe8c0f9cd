using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Time;

/// <summary>
/// Text forms and calendar fields of times, contract section 10. Times are milliseconds since 1970-01-01 UTC, as a 64-bit integer or a double.
/// </summary>
static class CalendarFunctions
{
    /// <summary>A time as <c>2024-01-31T23:59:59.999Z</c>; "" outside the years 1 to 9999.</summary>
    [HostFunction("_time_format_iso")]
    internal static GuestString FormatIso(Guest guest, long milliseconds) =>
        guest.NewString(Encoding.ASCII.GetBytes(IsoTime.Format(milliseconds) ?? ""));

    /// <inheritdoc cref="FormatIso(Guest, long)"/>
    [HostFunction("_time_format_iso")]
    internal static GuestString FormatIsoNumber(Guest guest, double milliseconds) =>
        double.IsNaN(milliseconds) ? guest.NewString(default) : FormatIso(guest, Whole(milliseconds));

    /// <summary>RFC 3339 text → time; −1 when the text is invalid.</summary>
    [HostFunction("_time_parse_iso")]
    internal static long ParseIso(ReadOnlySpan<byte> text) => IsoTime.TryParse(text, out var milliseconds) ? milliseconds : -1;

    /// <inheritdoc cref="ParseIso(ReadOnlySpan{byte})"/>
    [HostFunction("_time_parse_iso")]
    internal static double ParseIsoToNumber(ReadOnlySpan<byte> text) => ParseIso(text);

    /// <summary>
    /// A time as a JSON object in local time: year, month 1–12, day, hour, minute, second, millisecond, dayOfWeek 0 = Sunday; <c>{}</c> outside the years 1
    /// to 9999.
    /// </summary>
    [HostFunction("_time_components")]
    internal static GuestString Components(Guest guest, long milliseconds)
    {
        if (ToLocal(guest, milliseconds) is not { } time) return guest.NewString("{}"u8);
        var date = $"\"year\":{time.Year},\"month\":{time.Month},\"day\":{time.Day}";
        var clock = $"\"hour\":{time.Hour},\"minute\":{time.Minute},\"second\":{time.Second},\"millisecond\":{time.Millisecond}";
        return guest.NewString(Encoding.ASCII.GetBytes($"{{{date},{clock},\"dayOfWeek\":{(int)time.DayOfWeek}}}"));
    }

    /// <inheritdoc cref="Components(Guest, long)"/>
    [HostFunction("_time_components")]
    internal static GuestString ComponentsOfNumber(Guest guest, double milliseconds) =>
        double.IsNaN(milliseconds) ? guest.NewString("{}"u8) : Components(guest, Whole(milliseconds));

    /// <summary>
    /// Year, month 1–12, day, hour, minute, second in local time → time; −1 when the date does not exist. For an hour skipped by a clock change, the offset
    /// before the change applies; of a repeated hour, the first is used.
    /// </summary>
    [HostFunction("_time_from_components")]
    internal static long FromComponents(Guest guest, int year, int month, int day, int hour, int minute, int second)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return -1;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59) return -1;
        var local = new DateTime(year, month, day, hour, minute, second);
        return (local.Ticks - DateTime.UnixEpoch.Ticks - Offset(guest.Options.Clock.LocalTimeZone, local).Ticks) / TimeSpan.TicksPerMillisecond;
    }

    /// <inheritdoc cref="FromComponents(Guest, int, int, int, int, int, int)"/>
    [HostFunction("_time_from_components")]
    internal static double FromComponentsToNumber(Guest guest, int year, int month, int day, int hour, int minute, int second) =>
        FromComponents(guest, year, month, day, hour, minute, second);

    /// <summary>
    /// A time, locale → short date and time in that locale's format, in local time; an unknown locale uses the invariant format. "" outside the years 1 to
    /// 9999.
    /// </summary>
    [HostFunction("_time_format_locale")]
    internal static GuestString FormatLocale(Guest guest, long milliseconds, ReadOnlySpan<byte> locale) =>
        ToLocal(guest, milliseconds) is { } time
            ? guest.NewString(Encoding.UTF8.GetBytes(time.ToString(ShortDateFormats.Of(Encoding.UTF8.GetString(locale)), CultureInfo.InvariantCulture)))
            : guest.NewString(default);

    /// <inheritdoc cref="FormatLocale(Guest, long, ReadOnlySpan{byte})"/>
    [HostFunction("_time_format_locale")]
    internal static GuestString FormatLocaleNumber(Guest guest, double milliseconds, ReadOnlySpan<byte> locale) =>
        double.IsNaN(milliseconds) ? guest.NewString(default) : FormatLocale(guest, Whole(milliseconds), locale);

    static long Whole(double milliseconds) => (long)Math.Floor(milliseconds);

    // The ends of the calendar may have no local time.
    static DateTime? ToLocal(Guest guest, long milliseconds)
    {
        if (IsoTime.ToUtc(milliseconds) is not { } utc) return null;
        var ticks = utc.Ticks + guest.Options.Clock.LocalTimeZone.GetUtcOffset(utc).Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks) : null;
    }

    static TimeSpan Offset(TimeZoneInfo zone, DateTime local) =>
        zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
        : zone.IsInvalidTime(local) && local.Ticks > TimeSpan.TicksPerDay ? zone.GetUtcOffset(local.AddDays(-1))
        : zone.GetUtcOffset(local);
}
