using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Logging;

/// <summary>
/// Writes log entries in the order in which they come, many at a time, on one thread. Nobody waits for a slow target: entries that do not fit are dropped,
/// counted, and reported as soon as the target accepts more.
/// </summary>
sealed class LogWriter : IDisposable
{
    const int FirstCapacity = 64 * 1024, MaxKept = 1 << 20;

    // Between two batches, so that a busy server writes many entries with each.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    readonly Stream _target;
    readonly LogFormat _format;
    readonly TimeProvider _clock;
    readonly int _capacity;
    readonly object _gate = new();
    byte[] _pending = new byte[FirstCapacity];
    byte[] _spare = new byte[FirstCapacity];
    int _length;
    long _added;
    long _done;
    long _dropped;
    bool _isIdle;
    bool _isUrgent;
    bool _isEnding;

    /// <summary>Starts to write.</summary>
    /// <param name="target">Where lines go. Not closed.</param>
    /// <param name="format">How the report of dropped entries looks.</param>
    /// <param name="clock">The time.</param>
    /// <param name="capacity">Most bytes that wait. The last quarter is for urgent entries.</param>
    public LogWriter(Stream target, LogFormat format, TimeProvider clock, int capacity = 4 << 20)
    {
        (_target, _format, _clock, _capacity) = (target, format, clock, capacity);
        new Thread(Run) { IsBackground = true, Name = "Cleanroom log" }.Start();
    }

    /// <summary>Adds one entry. Returns without waiting for the target.</summary>
    /// <param name="entry">Whole lines, with the end of the last one.</param>
    /// <param name="isUrgent">True to write it without waiting for more, such as an error.</param>
    public void Write(ReadOnlySpan<byte> entry, bool isUrgent)
    {
        lock (_gate)
        {
            if (_isEnding || _length + entry.Length > (isUrgent ? _capacity : _capacity / 4 * 3))
            {
                _dropped++;
                return;
            }
            if (_pending.Length - _length < entry.Length) Array.Resize(ref _pending, Math.Max(_length + entry.Length, Math.Min(2 * _pending.Length, _capacity)));
            entry.CopyTo(_pending.AsSpan(_length));
            _length += entry.Length;
            _added++;
            _isUrgent |= isUrgent;
            if (_isIdle || isUrgent) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until all entries so far are written. Returns false when the target does not accept them in time.</summary>
    public bool Flush(TimeSpan limit)
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            var last = _added;
            _isUrgent = true;
            Monitor.PulseAll(_gate);
            while (_done < last)
                if (end - Environment.TickCount64 is not (> 0 and var left) || !Monitor.Wait(_gate, (int)left)) return false;
            return true;
        }
    }

    /// <summary>Ends the thread when the entries so far are written, without waiting for that.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }
    }

    void Run()
    {
        while (true)
        {
            byte[] batch;
            int length;
            long last, dropped;
            lock (_gate)
            {
                _isIdle = true;
                while (_length == 0 && !_isEnding) Monitor.Wait(_gate);
                _isIdle = false;
                if (_length == 0) return;
                (batch, length, last, dropped) = (_pending, _length, _added, _dropped);
                (_pending, _length, _dropped, _isUrgent) = (_spare, 0, 0, false);
            }
            var lost = TryWrite(batch.AsSpan(0, length)) && (dropped == 0 || TryWrite(Describe(dropped))) ? 0 : dropped + last - _done;
            lock (_gate)
            {
                _spare = batch.Length <= MaxKept ? batch : new byte[FirstCapacity];
                _dropped += lost;
                _done = last;
                Monitor.PulseAll(_gate);
                if (!_isUrgent && !_isEnding) Monitor.Wait(_gate, Pause);
            }
        }
    }

    byte[] Describe(long dropped) => _format.Entry(
        _clock.GetUtcNow(), LogLevel.Warning, "EntriesDropped", string.Create(CultureInfo.InvariantCulture, $"{dropped} log entries were dropped: they came faster than they could be written"),
        [new("Count", dropped)], null);

    bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _target.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            // Reported when the target accepts something again.
            return false;
        }
    }
}
