namespace Cleanroom.Server.Tests.Support;

/// <summary>A clock that tests turn. Timers run by the clock of the system.</summary>
sealed class TestClock : TimeProvider
{
    long _ticks = new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
