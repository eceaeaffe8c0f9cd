namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The time limit of a statement: it ends on timeout or when the guest has to stop.</summary>
public sealed class StatementScope : IDisposable
{
    readonly CancellationToken _stopping;
    readonly CancellationTokenSource _source;

    /// <summary>Starts the time limit of a statement.</summary>
    /// <param name="limit">Maximum duration.</param>
    /// <param name="maxResultBytes">Maximum size of its result in bytes.</param>
    /// <param name="stopping">Cancelled when the guest has to stop.</param>
    public StatementScope(TimeSpan limit, int maxResultBytes, CancellationToken stopping)
    {
        Limit = limit;
        MaxResultBytes = maxResultBytes;
        _stopping = stopping;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _source.CancelAfter(limit);
    }

    /// <summary>Maximum duration of the statement.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Maximum size of its result in bytes.</summary>
    public int MaxResultBytes { get; }

    /// <summary>Cancelled on timeout or when the guest has to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the guest has to stop.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Throws after a timeout or when the guest has to stop.</summary>
    public void ThrowIfOver()
    {
        if (_source.IsCancellationRequested) throw DatabaseException.TimedOut(this);
    }

    /// <summary>Ends the scope.</summary>
    public void Dispose() => _source.Dispose();
}
