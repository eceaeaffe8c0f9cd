namespace Cleanroom.Tests;

/// <summary>A clock that stands until it is moved. It begins in 2020, or at a time that a test sets.</summary>
sealed class ManualClock(DateTimeOffset? start = null, TimeZoneInfo? zone = null) : TimeProvider
{
    long _ticks = (start ?? DateTimeOffset.UnixEpoch.AddYears(50)).Ticks;

    public override TimeZoneInfo LocalTimeZone => zone ?? base.LocalTimeZone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
