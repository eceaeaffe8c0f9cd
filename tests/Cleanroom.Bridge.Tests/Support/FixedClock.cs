namespace Cleanroom.Bridge.Tests.Support;

/// <summary>A clock that stands still until it is set.</summary>
sealed class FixedClock(long seconds) : TimeProvider
{
    public long Seconds { get; set; } = seconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
}
