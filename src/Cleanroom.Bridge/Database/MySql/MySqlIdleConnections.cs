namespace Cleanroom.Bridge.Database.MySql;

/// <summary>The idle connections to one server. The most recent one is used first; those that are not needed for a while are closed. Thread-safe.</summary>
sealed class MySqlIdleConnections : IDisposable
{
    // Within this time a server rarely goes away unnoticed.
    static readonly TimeSpan TrustedTime = TimeSpan.FromSeconds(1), MaxIdleTime = TimeSpan.FromMinutes(3);

    readonly Lock _gate = new();
    readonly List<(MySqlServerConnection Connection, long Since)> _idle = [];
    readonly Timer _timer;
    long _distrustedAt;
    bool _isClosed;

    public MySqlIdleConnections() => _timer = new Timer(static idle => ((MySqlIdleConnections)idle!).CloseUnneeded(), this, MaxIdleTime, MaxIdleTime);

    /// <summary>Takes a connection.</summary>
    /// <param name="isTrusted">False when the server may have closed it in the meantime.</param>
    /// <returns>The connection, or null when none is idle.</returns>
    public MySqlServerConnection? TryTake(out bool isTrusted)
    {
        lock (_gate)
        {
            isTrusted = false;
            if (_idle.Count == 0) return null;
            var (connection, since) = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            isTrusted = since > _distrustedAt && TimeProvider.System.GetElapsedTime(since) < TrustedTime;
            return connection;
        }
    }

    /// <summary>Keeps a connection.</summary>
    public void Add(MySqlServerConnection connection)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _idle.Add((connection, TimeProvider.System.GetTimestamp()));
                return;
            }
        }
        connection.Dispose();
    }

    /// <summary>Trusts none of the present connections any more: another one was lost.</summary>
    public void Distrust()
    {
        lock (_gate) _distrustedAt = TimeProvider.System.GetTimestamp();
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate) _isClosed = true;
        Close(static _ => true);
    }

    void CloseUnneeded() => Close(static since => TimeProvider.System.GetElapsedTime(since) > MaxIdleTime);

    void Close(Predicate<long> isUnneeded)
    {
        MySqlServerConnection[] unneeded;
        lock (_gate)
        {
            unneeded = [.. _idle.TakeWhile(idle => isUnneeded(idle.Since)).Select(static idle => idle.Connection)];
            _idle.RemoveRange(0, unneeded.Length);
        }
        foreach (var connection in unneeded) connection.Dispose();
    }
}
