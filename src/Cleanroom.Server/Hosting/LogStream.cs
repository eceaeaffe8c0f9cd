using System.Text;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Hosting;

/// <summary>Turns the lines that guests print into log lines.</summary>
sealed class LogStream(ILogger logger, LogLevel level) : Stream
{
    const int LongestLine = 16 * 1024;

    readonly Lock _gate = new();
    readonly List<byte> _line = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            foreach (var value in buffer)
            {
                if (value != '\n') _line.Add(value);
                if (value != '\n' && _line.Count < LongestLine) continue;
                if (logger.IsEnabled(level)) logger.GuestPrinted(level, Encoding.UTF8.GetString([.. _line]));
                _line.Clear();
            }
        }
    }
}
