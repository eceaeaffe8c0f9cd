using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Tests.Applications;

/// <summary>The threads of what may wait.</summary>
public sealed class GuestSchedulerTests
{
    static readonly TimeSpan Long = Cleanroom.Tests.Patience.Long;

    [Fact]
    public async Task Work_runs_at_once_on_as_many_threads_as_allowed_and_no_more()
    {
        using var scheduler = new GuestScheduler(3, Long);
        using var open = new ManualResetEventSlim();
        using var three = new CountdownEvent(3);
        var (running, most) = (0, 0);
        var counting = new Lock();
        var work = Enumerable.Range(0, 10).Select(i => scheduler.RunAsync(() =>
        {
            lock (counting) most = Math.Max(++running, most);
            if (!three.IsSet) three.Signal();
            open.Wait(Long);
            lock (counting) running--;
            return i;
        })).ToList();
        Assert.True(three.Wait(Long));
        Assert.Equal(3, scheduler.Threads);
        open.Set();
        Assert.Equal(Enumerable.Range(0, 10), await Task.WhenAll(work));
        Assert.Equal((3, 3), (most, scheduler.Threads));
    }

    [Fact]
    public async Task Work_is_off_the_pool_and_what_follows_is_on_it()
    {
        using var scheduler = new GuestScheduler(1, Long);
        Assert.False(await scheduler.RunAsync(() => Thread.CurrentThread.IsThreadPoolThread));
        Assert.True(await scheduler.RunAsync(() => Thread.Sleep(50)).ContinueWith(
            static _ => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
        Assert.Same(TaskScheduler.Default, await scheduler.RunAsync(() => TaskScheduler.Current));
    }

    [Fact]
    public async Task Failure_is_that_of_its_work_alone()
    {
        using var scheduler = new GuestScheduler(1, Long);
        await Assert.ThrowsAsync<InvalidOperationException>(() => scheduler.RunAsync(() => throw new InvalidOperationException("broken")));
        Assert.Equal(7, await scheduler.RunAsync(() => 7));
        Assert.Equal(1, scheduler.Threads);
    }

    [Fact]
    public async Task Idle_threads_end_and_come_again()
    {
        using var scheduler = new GuestScheduler(2, TimeSpan.FromMilliseconds(20));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(round, await scheduler.RunAsync(() => round));
            Assert.True(SpinWait.SpinUntil(() => scheduler.Threads == 0, Long));
        }
    }

    [Fact]
    public async Task Nothing_is_lost_while_threads_end()
    {
        using var scheduler = new GuestScheduler(4, TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 300; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => scheduler.RunAsync(() => Thread.Sleep(0)))).WaitAsync(Long);
            if (i % 3 == 0) await Task.Delay(1);
        }
    }

    [Fact]
    public async Task Work_that_waits_when_the_scheduler_ends_and_later_work_is_done()
    {
        var scheduler = new GuestScheduler(1, Long);
        using var open = new ManualResetEventSlim();
        var first = scheduler.RunAsync(() => open.Wait(Long));
        var second = scheduler.RunAsync(() => 2);
        scheduler.Dispose();
        open.Set();
        Assert.True(await first);
        Assert.Equal(2, await second);
        Assert.Equal(3, await scheduler.RunAsync(() => 3));
        Assert.True(SpinWait.SpinUntil(() => scheduler.Threads == 0, Long));
    }
}
