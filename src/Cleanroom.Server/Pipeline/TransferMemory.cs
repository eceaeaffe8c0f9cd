using System.IO.Pipelines;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// The part of the memory budget that bodies on their way may hold: half of it, so that clients who send or read slowly leave the guests of all others their
/// memory (docs/contract/server.md, section 16). When it is used up, the slowest transfer gives way to the next one, after some time that each is given.
/// </summary>
/// <param name="budget">The budget.</param>
/// <param name="minTime">How long a transfer may take in any case.</param>
/// <param name="clock">The clock.</param>
sealed class TransferMemory(MemoryBudget budget, TimeSpan minTime, TimeProvider clock)
{
    readonly Lock _gate = new();
    readonly HashSet<Transfer> _transfers = [];
    readonly long _limit = budget.Limit / 2;
    long _used;

    /// <summary>Charges the budget with what a transfer buffers. Returns false when there is no room.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="bytes">The number of bytes.</param>
    /// <param name="reader">What receives the body; null for one that is sent.</param>
    public bool TryCharge(Transfer transfer, long bytes, PipeReader? reader)
    {
        lock (_gate)
        {
            if (bytes > _limit - _used || !budget.TryCharge(bytes))
            {
                FindSlowest(transfer)?.GiveWay();
                return false;
            }
            _used += bytes;
            if (_transfers.Add(transfer)) transfer.Started = clock.GetTimestamp();
            transfer.Charged += bytes;
            transfer.Reader = reader;
            return true;
        }
    }

    /// <summary>Called when no more is received: a guest uses what the transfer holds, and it does not give way.</summary>
    public void EndReceiving(Transfer transfer)
    {
        if (transfer.Charged == 0) return;
        lock (_gate) _transfers.Remove(transfer);
    }

    /// <summary>Releases what a transfer holds.</summary>
    public void Release(Transfer transfer)
    {
        if (transfer.Charged == 0) return;
        lock (_gate)
        {
            _transfers.Remove(transfer);
            _used -= transfer.Charged;
        }
        budget.Release(transfer.Charged);
        transfer.Charged = 0;
    }

    Transfer? FindSlowest(Transfer asking)
    {
        Transfer? slowest = null;
        var lowest = double.PositiveInfinity;
        foreach (var transfer in _transfers)
        {
            var time = clock.GetElapsedTime(transfer.Started);
            if (transfer == asking || time < minTime || transfer.Charged / time.TotalSeconds is var rate && rate >= lowest) continue;
            (slowest, lowest) = (transfer, rate);
        }
        return slowest;
    }
}

/// <summary>A body on its way, from a client or to it. Instances are reused.</summary>
/// <param name="abort">Ends the connection or stream.</param>
sealed class Transfer(Action abort)
{
    /// <summary>What receives the body; null when it is sent.</summary>
    public PipeReader? Reader { get; set; }

    /// <summary>Bytes of memory that it holds.</summary>
    public long Charged { get; set; }

    /// <summary>Since when, as a timestamp of the clock.</summary>
    public long Started { get; set; }

    /// <summary>Ends the transfer early. A client that sends gets an answer.</summary>
    public void GiveWay()
    {
        if (Reader is { } reader) reader.CancelPendingRead();
        else abort();
    }
}
