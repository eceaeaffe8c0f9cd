using System.Diagnostics;
using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Bridge.Time;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Time;

public sealed class TimeFunctionsTests : IDisposable
{
    const long Now = 4_102_444_800_500; // 2100-01-01T00:00:00.5Z
    readonly BareGuest _bare = new(new GuestOptions { Clock = new ManualClock(DateTimeOffset.FromUnixTimeMilliseconds(Now), Berlin()) });

    public void Dispose() => _bare.Dispose();

    [Fact]
    [Trait("Rule", "N55")]
    public void Time_now_is_64_bit_seconds() => Assert.Equal(4_102_444_800, TimeFunctions.Now(_bare.Guest));

    [Fact]
    [Trait("Rule", "N156")]
    public void Epoch_milliseconds_are_whole_or_trap()
    {
        Assert.Equal(Now, TimeFunctions.EpochMilliseconds(_bare.Guest));
        Assert.Equal(Now, TimeFunctions.EpochMillisecondsAsNumber(_bare.Guest));
        var trap = Assert.Throws<TrapException>(() => TimeFunctions.EpochMillisecondsTooNarrow(_bare.Guest));
        Assert.Contains("does not fit", trap.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:01.500Z", 1500)]
    [InlineData("1970-01-01t00:00:00z", 0)]
    [InlineData("1970-01-01 01:00:00+01:00", 0)]
    [InlineData("2024-02-29T23:59:59.9999-00:30", 1_709_252_999_999)]
    [InlineData("1969-12-31T23:59:59.5Z", -500)]
    [InlineData("0000-02-29T00:00:00Z", -62_162_121_600_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000)]
    [InlineData("2023-02-29T00:00:00Z", -1)]
    [InlineData("1970-01-01", -1)]
    [InlineData("1970-01-01T00:00:00", -1)]
    [InlineData("1970-01-01T00:00:00.Z", -1)]
    [InlineData("1970-13-01T00:00:00Z", -1)]
    [InlineData("1970-01-01T24:00:00Z", -1)]
    [InlineData("1970-01-01T00:00:00+1:00", -1)]
    [InlineData("1970-01-01T00:00:00Zx", -1)]
    [InlineData("", -1)]
    public void Parse_iso_reads_rfc_3339(string text, long expected)
    {
        Assert.Equal(expected, CalendarFunctions.ParseIso(Encoding.UTF8.GetBytes(text)));
        Assert.Equal((double)expected, CalendarFunctions.ParseIsoToNumber(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(1500, "1970-01-01T00:00:01.500Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "")]
    [InlineData(long.MinValue, "")]
    public void Format_iso_writes_utc_with_milliseconds(long milliseconds, string expected)
    {
        Assert.Equal(expected, _bare.Read(CalendarFunctions.FormatIso(_bare.Guest, milliseconds)));
        Assert.Equal(expected, _bare.Read(CalendarFunctions.FormatIsoNumber(_bare.Guest, milliseconds)));
    }

    [Fact]
    public void Not_a_number_is_no_time()
    {
        Assert.Equal("", _bare.Read(CalendarFunctions.FormatIsoNumber(_bare.Guest, double.NaN)));
        Assert.Equal("{}", _bare.Read(CalendarFunctions.ComponentsOfNumber(_bare.Guest, double.NaN)));
        Assert.False(TimeFunctions.IsPastNumber(_bare.Guest, double.NaN) || TimeFunctions.IsFutureNumber(_bare.Guest, double.NaN));
    }

    [Fact]
    public void Iso_now_ends_with_z() => Assert.Equal("2100-01-01T00:00:00.500Z", _bare.Read(TimeFunctions.Iso(_bare.Guest)));

    [Fact]
    public void Components_are_local_time()
    {
        const string expected = """{"year":1970,"month":1,"day":1,"hour":1,"minute":0,"second":1,"millisecond":500,"dayOfWeek":4}""";
        Assert.Equal(expected, _bare.Read(CalendarFunctions.Components(_bare.Guest, 1500)));
        Assert.Equal(expected, _bare.Read(CalendarFunctions.ComponentsOfNumber(_bare.Guest, 1500.9)));
        Assert.Equal("{}", _bare.Read(CalendarFunctions.Components(_bare.Guest, long.MaxValue)));
        Assert.Equal("{}", _bare.Read(CalendarFunctions.Components(_bare.Guest, 253_402_300_799_999)));
    }

    [Theory]
    [InlineData(1970, 1, 1, 1, 0, 1, 1000)]
    [InlineData(2024, 7, 1, 2, 0, 0, 1_719_792_000_000)]
    [InlineData(2024, 3, 31, 2, 30, 0, 1_711_848_600_000)] // skipped: counts as 3:30
    [InlineData(2024, 10, 27, 2, 30, 0, 1_729_989_000_000)] // repeated: the first
    [InlineData(2024, 2, 30, 0, 0, 0, -1)]
    [InlineData(2024, 13, 1, 0, 0, 0, -1)]
    [InlineData(2024, 1, 1, 24, 0, 0, -1)]
    [InlineData(0, 1, 1, 0, 0, 0, -1)]
    public void From_components_reads_local_time(int year, int month, int day, int hour, int minute, int second, long expected) =>
        Assert.Equal(expected, CalendarFunctions.FromComponents(_bare.Guest, year, month, day, hour, minute, second));

    [Fact]
    public void Add_and_difference_are_clamped()
    {
        Assert.Equal(long.MaxValue, TimeFunctions.Add(long.MaxValue, 1));
        Assert.Equal(long.MinValue, TimeFunctions.Add(long.MinValue, -1));
        Assert.Equal(long.MaxValue, TimeFunctions.Difference(long.MinValue, 1));
        Assert.Equal(5, TimeFunctions.Difference(10, 15));
        Assert.Equal(5.5, TimeFunctions.DifferenceOfNumbers(10, 15.5));
        Assert.Equal(long.MaxValue, TimeFunctions.AddNumbersToInteger(1e300, 1));
    }

    [Fact]
    public void Past_and_future_exclude_now()
    {
        Assert.True(TimeFunctions.IsPast(_bare.Guest, Now - 1) && TimeFunctions.IsFuture(_bare.Guest, Now + 1));
        Assert.False(TimeFunctions.IsPast(_bare.Guest, Now) || TimeFunctions.IsFuture(_bare.Guest, Now));
    }

    [Fact]
    public void Time_zone_offset_is_negative_east_of_greenwich() => Assert.Equal(-60, TimeFunctions.TimeZoneOffset(_bare.Guest));

    [Theory]
    [InlineData("de-DE", "01.01.1970 01:00")]
    [InlineData("en_US", "1/1/1970 1:00 AM")]
    [InlineData("en-GB", "01/01/1970 01:00")]
    [InlineData("xx", "01/01/1970 01:00")]
    [InlineData("", "01/01/1970 01:00")]
    public void Format_locale_writes_short_date_and_time(string locale, string expected) =>
        Assert.Equal(expected, _bare.Read(CalendarFunctions.FormatLocale(_bare.Guest, 0, Encoding.UTF8.GetBytes(locale))));

    [Fact]
    public void Sleep_traps_when_the_guest_has_to_stop()
    {
        var watch = Stopwatch.StartNew();
        using var timer = new Timer(_ => _bare.Guest.Stop(), null, 20, Timeout.Infinite);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => TimeFunctions.Sleep(_bare.Guest, long.MaxValue)).Kind);
        Assert.True(watch.Elapsed < Patience.Long);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    [InlineData(1)]
    public void Sleep_of_nothing_returns(long milliseconds) => Assert.Equal(0, TimeFunctions.Sleep(_bare.Guest, milliseconds));

    static TimeZoneInfo Berlin()
    {
        var spring = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday);
        var autumn = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(new DateTime(1980, 1, 1), DateTime.MaxValue.Date, TimeSpan.FromHours(1), spring, autumn);
        return TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test", "test", [rule]);
    }
}
