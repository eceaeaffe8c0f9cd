using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Leases guests within the memory budget (docs/contract/server.md, section 16). When no new guest fits, requests wait in line until a guest returns or memory
/// is released.
/// </summary>
/// <param name="budget">The budget.</param>
/// <param name="setting">How the user names its setting.</param>
/// <param name="logger">The log.</param>
/// <param name="clock">Its clock.</param>
sealed class MemoryQueue(MemoryBudget budget, string setting, ILogger logger, TimeProvider clock) : IDisposable
{
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly WarningInterval _warnings = new(clock);
    int _waiting;
    long _refused;

    /// <summary>The budget.</summary>
    public MemoryBudget Budget => budget;

    /// <summary>Number of requests that were refused for lack of memory.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Leases a guest if one fits and nobody waits.</summary>
    public bool TryLease(GuestPool guests, out GuestLease lease)
    {
        lease = default;
        return Volatile.Read(ref _waiting) == 0 && guests.TryLease(out lease);
    }

    /// <summary>Waits for a guest. Returns null when the time is over.</summary>
    public async ValueTask<GuestLease?> LeaseAsync(GuestPool guests, TimeSpan max, CancellationToken aborted)
    {
        if (TryLease(guests, out var free)) return free;
        Warn();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        limit.CancelAfter(max);
        Interlocked.Increment(ref _waiting);
        try
        {
            await _turn.WaitAsync(limit.Token);
            try
            {
                while (true)
                {
                    var release = budget.WaitForReleaseAsync();
                    if (guests.TryLease(out var lease)) return lease;
                    await release.WaitAsync(limit.Token);
                    limit.Token.ThrowIfCancellationRequested();
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Counts a request that is refused for lack of memory.</summary>
    public void NoteRefusal()
    {
        Interlocked.Increment(ref _refused);
        Warn();
    }

    public void Dispose() => _turn.Dispose();

    void Warn()
    {
        if (_warnings.IsDue()) logger.MemoryUsedUp(budget.Used, budget.Limit, setting);
    }
}
