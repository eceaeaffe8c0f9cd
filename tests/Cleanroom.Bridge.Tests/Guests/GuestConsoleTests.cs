using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Guests;

public sealed class GuestConsoleTests : IDisposable
{
    readonly MemoryStream _output = new();
    readonly MemoryStream _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Output_is_unchanged_bytes()
    {
        var console = new GuestConsole(null, _output, _error);
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        console.Write(bytes);
        console.Flush();
        Assert.Equal(bytes, _output.ToArray());
    }

    [Fact]
    public void Output_waits_for_a_full_buffer_or_a_flush()
    {
        var console = new GuestConsole(null, _output, _error);
        console.WriteLine("one"u8);
        Assert.Equal(0, _output.Length);
        console.Write(new byte[32 * 1024 - 3]);
        Assert.Equal(4, _output.Length);
        console.Write(new byte[100_000]);
        Assert.Equal(4 + 32 * 1024 - 3 + 100_000, _output.Length);
    }

    [Fact]
    public void Output_comes_before_what_is_read_and_before_errors()
    {
        var both = new MemoryStream();
        var console = new GuestConsole(new MemoryStream("line\n"u8.ToArray()), both, both);
        console.Write("prompt "u8);
        Assert.True(console.TryReadLine(new ArrayBufferWriter<byte>()));
        Assert.Equal("prompt ", Encoding.UTF8.GetString(both.ToArray()));
        console.Write("out "u8);
        console.WriteErrorLine("[ERROR] "u8, "text"u8);
        Assert.Equal("prompt out [ERROR] text\n", Encoding.UTF8.GetString(both.ToArray()));
    }

    [Fact]
    public void Terminal_gets_every_line_at_once()
    {
        var console = new GuestConsole(null, _output, _error, outputIsTerminal: true);
        console.Write("a\nb"u8);
        Assert.Equal("a\nb", Text(_output));
        console.Write("c"u8);
        Assert.Equal("a\nb", Text(_output));
        console.WriteLine("d"u8);
        Assert.Equal("a\nbcd\n", Text(_output));
    }

    [Fact]
    public void Terminal_gets_control_characters_as_text()
    {
        var console = new GuestConsole(null, _output, _error, outputIsTerminal: true);
        console.WriteLine("\u001b[2J\ta\r\u007f é\0"u8);
        console.WriteErrorLine("[ERROR] "u8, "\u001b]0;x\u0007"u8);
        Assert.Equal("\\x1b[2J\ta\\x0d\\x7f é\\x00\n", Text(_output));
        Assert.Equal("[ERROR] \\x1b]0;x\\x07\n", Text(_error));
    }

    [Fact]
    public void Terminal_gets_no_control_character_in_two_pieces()
    {
        var console = new GuestConsole(null, _output, _error, outputIsTerminal: true);
        console.Write([0xC2]);
        console.Write([0x9B, (byte)'2', (byte)'J']);
        console.Flush();
        Assert.Equal([0xC2, .. "\\x9b2J"u8], _output.ToArray());
    }

    [Fact]
    public void Reader_that_went_away_is_ignored()
    {
        using var closed = new ClosedStream();
        var console = new GuestConsole(null, closed, closed);
        console.WriteLine("one"u8);
        console.Flush();
        console.WriteErrorLine(default, "two"u8);
        console.WriteErrorLine(default, "three"u8);
        console.WriteLine("four"u8);
        console.Flush();
        // One attempt for the output, one for the errors.
        Assert.Equal(2, closed.Attempts);
    }

    [Theory]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\nb", new[] { "a", "b" })]
    [InlineData("\n\n", new[] { "", "" })]
    [InlineData("a\rb\r", new[] { "a\rb\r" })]
    [InlineData("a\r\r\n", new[] { "a\r" })]
    [InlineData("", new string[0])]
    public void Lines_lose_their_line_end(string input, string[] lines)
    {
        Assert.Equal(lines, ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(input))));
        Assert.Equal(lines, ReadAll(new OneByteStream(Encoding.UTF8.GetBytes(input))));
    }

    [Fact]
    public void Line_keeps_its_bytes()
    {
        var line = new ArrayBufferWriter<byte>();
        var console = new GuestConsole(new MemoryStream([0xFF, 0xC3, 0, (byte)'\n']), _output, _error);
        Assert.True(console.TryReadLine(line));
        Assert.Equal([0xFF, 0xC3, 0], line.WrittenSpan.ToArray());
    }

    [Fact]
    public void Line_that_is_too_long_is_cut()
    {
        var input = new byte[ConsoleReader.MaxBytes + 5_000];
        input[^2] = (byte)'\n';
        input[^1] = (byte)'z';
        var console = new GuestConsole(new MemoryStream(input), _output, _error);
        var line = new ArrayBufferWriter<byte>();
        Assert.True(console.TryReadLine(line));
        Assert.Equal(ConsoleReader.MaxBytes, line.WrittenCount);
        line.ResetWrittenCount();
        Assert.True(console.TryReadLine(line));
        Assert.Equal("z", Encoding.UTF8.GetString(line.WrittenSpan));
    }

    [Fact]
    public void Cancelled_wait_loses_no_input()
    {
        using var blocked = new BlockedStream();
        using var stopping = new CancellationTokenSource();
        var console = new GuestConsole(blocked, _output, _error);
        stopping.CancelAfter(20);
        Assert.ThrowsAny<OperationCanceledException>(() => console.TryReadLine(new ArrayBufferWriter<byte>(), stopping.Token));
        blocked.Offer("late\n"u8.ToArray());
        var line = new ArrayBufferWriter<byte>();
        Assert.True(console.TryReadLine(line));
        Assert.Equal("late", Encoding.UTF8.GetString(line.WrittenSpan));
    }

    List<string> ReadAll(Stream input)
    {
        var console = new GuestConsole(input, _output, _error);
        var lines = new List<string>();
        for (var line = new ArrayBufferWriter<byte>(); console.TryReadLine(line); line.ResetWrittenCount())
            lines.Add(Encoding.UTF8.GetString(line.WrittenSpan));
        return lines;
    }

    static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }

    sealed class ClosedStream : MemoryStream
    {
        public int Attempts { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Attempts++;
            throw new IOException("Broken pipe");
        }
    }
}
