using System.Threading.Channels;
using Cleanroom.Bridge.Async;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Async;

/// <summary>
/// Runs the calls that requests queue with <c>_async_fire</c> after the response, one at a time, each in a fresh guest (contract, server 1).
/// </summary>
sealed class QueuedCalls : IApplicationObserver, IDisposable
{
    const int MaxWaiting = 10_000;

    readonly Channel<(Deployment Deployment, ExportCall Call)> _calls = Channel.CreateBounded<(Deployment, ExportCall)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    readonly CleanApplication _application;
    readonly ILogger _logger;
    readonly Lock _starting = new();
    Task _worker = Task.CompletedTask;
    bool _isStarted;

    public QueuedCalls(CleanApplication application) => (_application, _logger) = (application, application.Logger);

    /// <summary>Queues calls; when the queue is full, further calls are refused and logged.</summary>
    public void Add(Deployment deployment, IEnumerable<ExportCall> calls)
    {
        foreach (var call in calls)
            if (!_calls.Writer.TryWrite((deployment, call))) _logger.QueuedCallFailed(call.Name, "too many calls wait, or the server ends");
        if (_calls.Reader.Count == 0) return;
        lock (_starting)
        {
            if (_isStarted) return;
            _isStarted = true;
            _worker = Task.Run(MakeAsync);
        }
    }

    public void EntryPointEnded(StartContext start, Guest guest) => start.SetState(new CallsOfEntryPoint([.. guest.State<CallQueue>().Calls]));

    public void Started(Deployment deployment) => Add(deployment, deployment.Start.FindState<CallsOfEntryPoint>()!.Calls);

    public void RequestEnded(Deployment deployment, Guest guest)
    {
        if (guest.FindState<CallQueue>() is { } queue) Add(deployment, queue.Calls);
    }

    // Calls that running calls queue are refused from now on.
    public async Task DrainAsync(CancellationToken drain)
    {
        _calls.Writer.TryComplete();
        await _worker.WaitAsync(drain).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var dropped = 0;
        while (_calls.Reader.TryRead(out _)) dropped++;
        if (dropped > 0) _logger.QueuedCallsDropped(dropped);
    }

    public void Dispose() => _calls.Writer.TryComplete();

    async Task MakeAsync()
    {
        await foreach (var (deployment, call) in _calls.Reader.ReadAllAsync())
        {
            if (await _application.Memory.LeaseAsync(deployment.Guests, _application.Options.RequestTimeout, CancellationToken.None) is { } lease)
                await _application.Scheduler.RunAsync(() => Make(deployment, call, lease));
            else _logger.QueuedCallFailed(call.Name, "the memory of the server is in use");
        }
    }

    void Make(Deployment deployment, ExportCall call, GuestLease leased)
    {
        try
        {
            using var lease = leased;
            var guest = lease.Guest;
            guest.Context = new QueuedCallContext(_application, deployment);
            using var console = new EventConsole(_logger);
            guest.Console = console.Console;
            try
            {
                if (call.Invoke(guest) is null) _logger.CallRefused("_async_fire", call.Name);
                RequestEnded(deployment, guest);
            }
            finally
            {
                guest.Context = null;
            }
        }
        catch (TrapException trap)
        {
            _logger.QueuedCallFailed(call.Name, trap.Message);
        }
        catch (Exception defect)
        {
            _logger.InternalError(defect, call.Name);
        }
    }
}
