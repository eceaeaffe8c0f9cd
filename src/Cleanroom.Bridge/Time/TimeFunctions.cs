using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Time;

/// <summary>
/// The clock, contract section 10. Times are milliseconds since 1970-01-01 UTC unless stated otherwise; every function exists with 64-bit integers and with
/// doubles, depending on the import. Texts and calendar: <see cref="CalendarFunctions"/>.
/// </summary>
static class TimeFunctions
{
    /// <summary>Seconds since 1970.</summary>
    [HostFunction("_time_now", "time_now")]
    internal static long Now(Guest guest) => guest.Options.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Milliseconds since 1970.</summary>
    [HostFunction("_time_epoch_ms", Exact = true)]
    internal static long EpochMilliseconds(Guest guest) => guest.Options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Milliseconds since 1970, exactly.</summary>
    [HostFunction("_time_epoch_ms")]
    internal static double EpochMillisecondsAsNumber(Guest guest) => EpochMilliseconds(guest);

    /// <summary>Traps: the milliseconds since 1970 do not fit 32 bits.</summary>
    [HostFunction("_time_epoch_ms")]
    internal static int EpochMillisecondsTooNarrow(Guest guest) =>
        throw Guest.Trap($"_time_epoch_ms: {EpochMilliseconds(guest)} does not fit the 32-bit result that the import declares; declare a 64-bit integer or a number");

    /// <summary>Seconds since 1970.</summary>
    [HostFunction("_time_epoch_sec")]
    internal static long EpochSeconds(Guest guest) => Now(guest);

    /// <summary>Seconds since 1970.</summary>
    [HostFunction("_time_epoch_sec")]
    internal static double EpochSecondsAsNumber(Guest guest) => Now(guest);

    /// <summary>The sum of two times or durations, clamped to 64 bits.</summary>
    [HostFunction("_time_add")]
    internal static long Add(long first, long second) => Saturated((Int128)first + second);

    /// <summary>The sum of two times or durations.</summary>
    [HostFunction("_time_add")]
    internal static double AddNumbers(double first, double second) => first + second;

    /// <summary>The sum of two times or durations as an integer, clamped.</summary>
    [HostFunction("_time_add")]
    internal static long AddNumbersToInteger(double first, double second) => (long)(first + second);

    /// <summary>The second time minus the first, clamped to 64 bits.</summary>
    [HostFunction("_time_diff")]
    internal static long Difference(long first, long second) => Saturated((Int128)second - first);

    /// <summary>The second time minus the first.</summary>
    [HostFunction("_time_diff")]
    internal static double DifferenceOfNumbers(double first, double second) => second - first;

    /// <summary>The second time minus the first as an integer, clamped.</summary>
    [HostFunction("_time_diff")]
    internal static long DifferenceOfNumbersAsInteger(double first, double second) => (long)(second - first);

    /// <summary>1 when a time is before now.</summary>
    [HostFunction("_time_is_past")]
    internal static bool IsPast(Guest guest, long milliseconds) => milliseconds < EpochMilliseconds(guest);

    /// <summary>1 when a time is before now.</summary>
    [HostFunction("_time_is_past")]
    internal static bool IsPastNumber(Guest guest, double milliseconds) => milliseconds < EpochMilliseconds(guest);

    /// <summary>1 when a time is after now.</summary>
    [HostFunction("_time_is_future")]
    internal static bool IsFuture(Guest guest, long milliseconds) => milliseconds > EpochMilliseconds(guest);

    /// <summary>1 when a time is after now.</summary>
    [HostFunction("_time_is_future")]
    internal static bool IsFutureNumber(Guest guest, double milliseconds) => milliseconds > EpochMilliseconds(guest);

    /// <summary>Minutes from local time to UTC: positive west of Greenwich.</summary>
    [HostFunction("_time_timezone_offset")]
    internal static int TimeZoneOffset(Guest guest) =>
        -(int)guest.Options.Clock.LocalTimeZone.GetUtcOffset(guest.Options.Clock.GetUtcNow()).TotalMinutes;

    /// <summary>The current time as <c>2024-01-31T23:59:59.999Z</c>.</summary>
    [HostFunction("_time_iso")]
    internal static GuestString Iso(Guest guest) => guest.NewString(Encoding.ASCII.GetBytes(IsoTime.Format(EpochMilliseconds(guest))!));

    /// <summary>
    /// Waits for some milliseconds without using the processor; returns immediately for 0 or less, and early when the client of a stream has left. A guest that
    /// has to stop meanwhile stops here.
    /// </summary>
    [HostFunction("_time_sleep", "_server_sleep", "server.sleep"), WaitsFor(Waits.Time)]
    internal static int Sleep(Guest guest, long milliseconds)
    {
        for (var left = milliseconds; left > 0 && guest.LongEvent?.Leaving.IsCancellationRequested != true; left -= int.MaxValue) guest.Wait(TimeSpan.FromMilliseconds(Math.Min(left, int.MaxValue)));
        return 0;
    }

    static long Saturated(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
