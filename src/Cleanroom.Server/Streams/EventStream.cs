using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Streams;

/// <summary>
/// The response of an event stream. Its guest writes without ever waiting for the client: what the client has not taken is buffered up to a limit, beyond
/// which the connection is closed. Thread-safe.
/// </summary>
sealed class EventStream : IDisposable
{
    /// <summary>How much of a stream may wait for its client.</summary>
    public const int MaxUnsent = 1 << 20;

    // Most streams are idle most of the time.
    static readonly PipeOptions Buffering = new(pauseWriterThreshold: 0, minimumSegmentSize: 256, useSynchronizationContext: false);

    readonly Lock _gate = new();
    readonly Pipe _pipe = new(Buffering);
    readonly CancellationTokenSource _end;
    readonly CancellationTokenRegistration _gone;
    readonly HttpContext _http;
    long _unsent;
    bool _isClosed;

    /// <summary>Creates a stream.</summary>
    /// <param name="http">The request.</param>
    /// <param name="timeout">How long the stream may last.</param>
    /// <param name="clock">The clock for that.</param>
    public EventStream(HttpContext http, TimeSpan timeout, TimeProvider clock)
    {
        _http = http;
        _end = new CancellationTokenSource(timeout, clock);
        _gone = http.RequestAborted.UnsafeRegister(static stream => ((EventStream)stream!).End(), this);
    }

    /// <summary>Cancelled when the client has left, the time is over or the server ends: the guest then has a few seconds to return.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>True while the client gets what is written.</summary>
    public bool IsConnected => !Volatile.Read(ref _isClosed) && !_end.IsCancellationRequested;

    /// <summary>True when the client took too little of what was written, and was disconnected.</summary>
    public bool IsOverrun { get; private set; }

    /// <summary>Begins the response.</summary>
    public async Task StartAsync()
    {
        var response = _http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        _http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        await response.StartAsync(_http.RequestAborted);
        await response.BodyWriter.FlushAsync(_http.RequestAborted);
    }

    /// <summary>Sends what is written, until the stream is closed. Never fails: a client that leaves ends the stream.</summary>
    public async Task SendAsync()
    {
        var (reader, body) = (_pipe.Reader, _http.Response.BodyWriter);
        try
        {
            for (var isOver = false; !isOver;)
            {
                var written = await reader.ReadAsync();
                foreach (var part in written.Buffer) body.Write(part.Span);
                var sent = written.Buffer.Length;
                reader.AdvanceTo(written.Buffer.End);
                isOver = (await body.FlushAsync(_http.RequestAborted)).IsCompleted || written.IsCompleted;
                Interlocked.Add(ref _unsent, -sent);
            }
            await _http.Response.CompleteAsync();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ConnectionAbortedException or InvalidOperationException && _http.RequestAborted.IsCancellationRequested)
        {
            // The record of the request says that the client has left.
        }
        finally
        {
            Close();
            End();
            await reader.CompleteAsync();
        }
    }

    /// <summary>Writes an event: a line <c>data:</c> for each line of the data. Returns false when the stream is closed.</summary>
    /// <param name="name">The name of the event, or "" for none. Line ends and NUL are removed.</param>
    /// <param name="data">The data.</param>
    public bool WriteEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            // At worst, each byte is a line end.
            if (!HasRoom(name.Length + (long)data.Length + CountLines(data) * "data: \n"u8.Length + "event: \n\n"u8.Length)) return false;
            var writer = _pipe.Writer;
            var before = writer.UnflushedBytes;
            if (name.ContainsAnyExcept("\r\n\0"u8))
            {
                writer.Write("event: "u8);
                foreach (var part in name.SplitAny("\r\n\0"u8)) writer.Write(name[part]);
                writer.Write("\n"u8);
            }
            while (true)
            {
                var end = data.IndexOfAny((byte)'\r', (byte)'\n');
                writer.Write("data: "u8);
                writer.Write(end < 0 ? data : data[..end]);
                writer.Write("\n"u8);
                if (end < 0) break;
                data = data[(end + (data[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
            }
            writer.Write("\n"u8);
            return Flush(writer.UnflushedBytes - before);
        }
    }

    /// <summary>Says after how many milliseconds the client connects again. Returns false when the stream is closed.</summary>
    public bool WriteRetry(int milliseconds)
    {
        Span<byte> digits = stackalloc byte[16];
        milliseconds.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        lock (_gate)
        {
            if (!HasRoom("retry: \n\n"u8.Length + length)) return false;
            _pipe.Writer.Write("retry: "u8);
            _pipe.Writer.Write(digits[..length]);
            _pipe.Writer.Write("\n\n"u8);
            return Flush("retry: \n\n"u8.Length + length);
        }
    }

    /// <summary>Writes a comment, which keeps the connection open and shows whether the client is still there.</summary>
    public void WriteComment()
    {
        lock (_gate)
        {
            if (!HasRoom(3)) return;
            _pipe.Writer.Write(":\n\n"u8);
            Flush(3);
        }
    }

    /// <summary>Ends the stream after what was written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            Volatile.Write(ref _isClosed, true);
            _pipe.Writer.Complete();
        }
    }

    /// <summary>Tells the guest that the stream ends.</summary>
    public void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    public void Dispose()
    {
        _gone.Dispose();
        _end.Dispose();
    }

    bool HasRoom(long bytes)
    {
        if (!IsConnected) return false;
        if (Volatile.Read(ref _unsent) + bytes <= MaxUnsent) return true;
        IsOverrun = true;
        _http.Abort();
        return false;
    }

    // It is complete at once: nothing pauses the writer.
    bool Flush(long bytes)
    {
        Interlocked.Add(ref _unsent, bytes);
        var flush = _pipe.Writer.FlushAsync(CancellationToken.None);
        return flush.IsCompleted;
    }

    static long CountLines(ReadOnlySpan<byte> data) => 1 + data.Count((byte)'\n') + data.Count((byte)'\r');
}
