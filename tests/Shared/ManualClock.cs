namespace Cleanroom.Tests;

/// <summary>A clock that stands until it is moved, and so do its timers. It begins in 2020, or at a time that a test sets.</summary>
sealed class ManualClock(DateTimeOffset? start = null, TimeZoneInfo? zone = null) : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<ManualTimer> _timers = [];
    long _ticks = (start ?? DateTimeOffset.UnixEpoch.AddYears(50)).Ticks;

    public override TimeZoneInfo LocalTimeZone => zone ?? base.LocalTimeZone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate) _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock, and calls the timers that are then due, each once.</summary>
    public void Advance(TimeSpan time)
    {
        var now = Interlocked.Add(ref _ticks, time.Ticks);
        ManualTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.CallIfDue(now);
    }

    sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        long _due = long.MaxValue;
        TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_due, _period) = (dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks, period);
            return true;
        }

        public void CallIfDue(long now)
        {
            if (now < _due) return;
            _due = _period > TimeSpan.Zero ? now + _period.Ticks : long.MaxValue;
            callback(state);
        }

        public void Dispose()
        {
            lock (clock._gate) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
