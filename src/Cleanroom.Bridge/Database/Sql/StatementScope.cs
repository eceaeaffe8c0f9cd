namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The time that one statement has: it ends by its own limit or because the guest has to stop.</summary>
public sealed class StatementScope : IDisposable
{
    readonly CancellationToken _stopping;
    readonly CancellationTokenSource _source;

    /// <summary>Begins the time of a statement.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="maxResultBytes">The most bytes of its result.</param>
    /// <param name="stopping">Cancelled when the guest has to stop.</param>
    public StatementScope(TimeSpan limit, int maxResultBytes, CancellationToken stopping)
    {
        Limit = limit;
        MaxResultBytes = maxResultBytes;
        _stopping = stopping;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _source.CancelAfter(limit);
    }

    /// <summary>How long the statement may take.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Most bytes of its result.</summary>
    public int MaxResultBytes { get; }

    /// <summary>Cancelled when the time is up or the guest has to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the guest has to stop.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Throws when the time is up.</summary>
    public void ThrowIfOver()
    {
        if (_source.IsCancellationRequested) throw DatabaseException.TimedOut(this);
    }

    /// <summary>Ends the time.</summary>
    public void Dispose() => _source.Dispose();
}
