namespace Cleanroom.Server.Pipeline;

/// <summary>Limits a warning that many requests can cause to one a minute.</summary>
sealed class WarningInterval(TimeProvider clock)
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    readonly Lock _gate = new();
    long? _last;

    /// <summary>True when the warning is to be given now.</summary>
    public bool IsDue()
    {
        lock (_gate)
        {
            if (_last is { } last && clock.GetElapsedTime(last) < Interval) return false;
            _last = clock.GetTimestamp();
            return true;
        }
    }
}
