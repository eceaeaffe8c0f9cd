using System.Text;
using Cleanroom.Server.Logging;

namespace Cleanroom.Server.Tests.Logging;

/// <summary>The writer of the log: in order, in batches, and never waited for.</summary>
public sealed class LogWriterTests : IDisposable
{
    const int Capacity = 4096, EntryLength = 32;

    readonly GatedStream _target = new();
    readonly LogWriter _writer;

    public LogWriterTests() => _writer = new LogWriter(_target, new TextFormat(isColored: false), new ManualClock(), Capacity);

    public void Dispose()
    {
        _target.Release();
        _writer.Flush(Patience.Long);
        _writer.Dispose();
        _target.Dispose();
    }

    [Fact]
    public void Entries_are_written_in_the_order_in_which_they_came()
    {
        for (var i = 0; i < 50; i++) Write($"{i}", isUrgent: i % 10 == 0);
        Assert.True(_writer.Flush(Patience.Long));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => Entry($"{i}")), _target.Lines);
    }

    [Fact]
    public async Task Entry_is_written_without_anyone_waiting_for_it()
    {
        Write("alone");
        await _target.EnteredAsync();
    }

    [Fact]
    public async Task Slow_target_is_not_waited_for_and_what_was_dropped_is_counted()
    {
        _target.Stop();
        Write("first");
        await _target.EnteredAsync();
        // Three quarters of the capacity fit.
        const int fitting = Capacity / 4 * 3 / EntryLength, dropped = 1000;
        for (var i = 0; i < fitting + dropped; i++) Write($"{i}");
        _target.Release();
        Assert.True(_writer.Flush(Patience.Long));
        string[] expected = [Entry("first"), .. Enumerable.Range(0, fitting).Select(i => Entry($"{i}")), "2020-01-01T00:00:00.000Z warn  1000 log entries were dropped: they came faster than they could be written"];
        Assert.Equal(expected, _target.Lines);
        Write("later");
        Assert.True(_writer.Flush(Patience.Long));
        Assert.Equal([.. expected, Entry("later")], _target.Lines);
    }

    [Fact]
    public async Task Urgent_entries_find_room_when_others_are_dropped()
    {
        _target.Stop();
        Write("first");
        await _target.EnteredAsync();
        for (var i = 0; i < 1000; i++) Write($"{i}");
        Write("urgent", isUrgent: true);
        _target.Release();
        Assert.True(_writer.Flush(Patience.Long));
        Assert.Contains(Entry("urgent"), _target.Lines);
    }

    [Fact]
    public async Task Flush_gives_up_on_a_target_that_accepts_nothing()
    {
        _target.Stop();
        Write("first");
        await _target.EnteredAsync();
        Assert.False(_writer.Flush(TimeSpan.FromMilliseconds(10)));
    }

    [Fact]
    public void Entries_that_could_not_be_written_are_reported_when_the_target_accepts_again()
    {
        _target.Fails = true;
        Write("lost");
        Assert.True(_writer.Flush(Patience.Long));
        _target.Fails = false;
        Write("kept");
        Assert.True(_writer.Flush(Patience.Long));
        Assert.Equal([Entry("kept"), "2020-01-01T00:00:00.000Z warn  1 log entries were dropped: they came faster than they could be written"], _target.Lines);
    }

    [Fact]
    public void Entries_are_written_after_the_end_of_the_writer_was_asked_for()
    {
        for (var i = 0; i < 50; i++) Write($"{i}");
        _writer.Dispose();
        Assert.True(_writer.Flush(Patience.Long));
        Assert.Equal(50, _target.Lines.Length);
    }

    void Write(string text, bool isUrgent = false) => _writer.Write(Encoding.ASCII.GetBytes(Entry(text) + "\n"), isUrgent);

    static string Entry(string text) => text.PadRight(EntryLength - 1, '.');
}
