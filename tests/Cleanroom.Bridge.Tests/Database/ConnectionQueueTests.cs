using Cleanroom.Bridge.Database;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>The order in which threads get connections.</summary>
public sealed class ConnectionQueueTests
{
    static readonly TimeSpan Long = Patience.Long;

    [Fact]
    public void Thread_that_waits_longest_gets_the_connection_and_none_overtakes_it()
    {
        var queue = new ConnectionQueue(1);
        Assert.True(queue.Wait(Long, CancellationToken.None));
        var served = new List<int>();
        var threads = new List<Thread>();
        for (var i = 0; i < 5; i++)
        {
            var number = i;
            var thread = new Thread(() =>
            {
                Assert.True(queue.Wait(Long, CancellationToken.None));
                served.Add(number);
                queue.Release();
            });
            thread.Start();
            threads.Add(thread);
            Assert.True(SpinWait.SpinUntil(() => queue.Waiting == number + 1, Long));
        }
        queue.Release();
        foreach (var thread in threads) Assert.True(thread.Join(Long));
        Assert.Equal([0, 1, 2, 3, 4], served);
        Assert.Equal((1, 0), (queue.Free, queue.Waiting));
    }

    [Fact]
    public void Connection_that_is_handed_over_is_not_free_to_others()
    {
        var queue = new ConnectionQueue(1);
        Assert.True(queue.Wait(Long, CancellationToken.None));
        using var done = new ManualResetEventSlim();
        var waiting = new Thread(() =>
        {
            Assert.True(queue.Wait(Long, CancellationToken.None));
            Assert.True(done.Wait(Long));
        });
        waiting.Start();
        Assert.True(SpinWait.SpinUntil(() => queue.Waiting == 1, Long));
        queue.Release();
        Assert.False(queue.Wait(TimeSpan.Zero, CancellationToken.None));
        done.Set();
        Assert.True(waiting.Join(Long));
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public void Wait_ends_at_its_limit_and_leaves_the_queue()
    {
        var queue = new ConnectionQueue(0);
        Assert.False(queue.Wait(TimeSpan.FromMilliseconds(1), CancellationToken.None));
        queue.Release(2);
        Assert.Equal((2, 0), (queue.Free, queue.Waiting));
        Assert.True(queue.Wait(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public void Wait_ends_when_it_is_cancelled()
    {
        var queue = new ConnectionQueue(0);
        using var stopping = new CancellationTokenSource();
        using var ended = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            Assert.ThrowsAny<OperationCanceledException>(() => queue.Wait(Long, stopping.Token));
            ended.Set();
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => queue.Waiting == 1, Long));
        stopping.Cancel();
        Assert.True(ended.Wait(Long));
        queue.Release();
        Assert.Equal(1, queue.Free);
        Assert.True(queue.Wait(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public void Nothing_is_lost_among_many_threads_that_give_up()
    {
        var queue = new ConnectionQueue(3);
        var used = 0;
        var most = 0;
        var threads = Enumerable.Range(0, 8).Select(seed => new Thread(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (!queue.Wait(TimeSpan.FromTicks((i * 7 + seed) % 5 * 1000), CancellationToken.None)) continue;
                var now = Interlocked.Increment(ref used);
                if (now > Volatile.Read(ref most)) Volatile.Write(ref most, now);
                Interlocked.Decrement(ref used);
                queue.Release();
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        foreach (var thread in threads) Assert.True(thread.Join(Long));
        Assert.Equal((3, 0), (queue.Free, queue.Waiting));
        Assert.InRange(most, 1, 3);
    }
}
