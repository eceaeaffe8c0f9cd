using System.Text;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Pipeline;

/// <summary>Turns lines printed by guests into log lines with the request id.</summary>
/// <param name="logger">The log.</param>
/// <param name="level">The level of the lines.</param>
/// <param name="request">The request, or null outside of one.</param>
sealed class LogStream(ILogger logger, LogLevel level, RequestContext? request = null) : Stream
{
    const int MaxLine = 16 * 1024;

    readonly Lock _gate = new();
    readonly List<byte> _line = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Keeps an unfinished line, because the rest may follow.</summary>
    public override void Flush()
    {
    }

    /// <summary>Logs an unfinished line at the end of the output.</summary>
    public void End()
    {
        // Nothing prints any more.
        if (_line.Count == 0) return;
        lock (_gate)
            if (_line.Count > 0) Log();
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
                if (value != '\n' && _line.Count < MaxLine) continue;
                Log();
            }
        }
    }

    void Log()
    {
        var line = Encoding.UTF8.GetString([.. _line]);
        _line.Clear();
        request?.Printed(line);
        if (!logger.IsEnabled(level)) return;
        if (request is null) logger.GuestPrinted(level, line);
        else logger.RequestPrinted(level, request.Id, line);
    }
}
