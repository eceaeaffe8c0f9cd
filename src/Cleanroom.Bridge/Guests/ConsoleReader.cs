using System.Buffers;

namespace Cleanroom.Bridge.Guests;

/// <summary>Reads lines of bytes from a stream that may block, such as a terminal.</summary>
sealed class ConsoleReader(Stream stream)
{
    /// <summary>Maximum number of bytes per line; the rest is dropped.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    readonly byte[] _buffer = new byte[4096];
    int _start;
    int _end;
    bool _ended;
    Task<int>? _pending;

    /// <summary>Appends the next line without its line end. Returns false at the end of the input.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool TryReadLine(IBufferWriter<byte> line, CancellationToken stopping)
    {
        var room = MaxBytes;
        var any = false;
        // A carriage return at the end of a chunk is held back until the next byte shows whether it belongs to a line end.
        var carriageReturn = false;
        while (_start < _end || Fill(stopping))
        {
            any = true;
            var piece = _buffer.AsSpan(_start, _end - _start);
            var feed = piece.IndexOf((byte)'\n');
            if (feed >= 0) piece = piece[..feed];
            _start += feed >= 0 ? feed + 1 : piece.Length;
            if (carriageReturn && !piece.IsEmpty) Append(line, "\r"u8, ref room);
            if (!piece.IsEmpty) carriageReturn = piece[^1] == '\r';
            Append(line, carriageReturn && !piece.IsEmpty ? piece[..^1] : piece, ref room);
            if (feed >= 0) return true;
        }
        if (carriageReturn) Append(line, "\r"u8, ref room);
        return any;
    }

    static void Append(IBufferWriter<byte> line, ReadOnlySpan<byte> bytes, ref int room)
    {
        bytes = bytes[..Math.Min(bytes.Length, room)];
        line.Write(bytes);
        room -= bytes.Length;
    }

    bool Fill(CancellationToken stopping)
    {
        if (_ended) return false;
        _start = _end = 0;
        try
        {
            _end = Read(stopping);
        }
        catch (IOException)
        {
            // Treat failed input as ended.
        }
        _ended = _end == 0;
        return !_ended;
    }

    // A cancelled wait leaves its read running in the background; the next call takes its result.
    int Read(CancellationToken stopping)
    {
        if (_pending is null && !stopping.CanBeCanceled) return stream.Read(_buffer);
        _pending ??= Task.Run(() => stream.Read(_buffer), CancellationToken.None);
        try
        {
            var count = _pending.WaitAsync(stopping).GetAwaiter().GetResult();
            _pending = null;
            return count;
        }
        catch (IOException)
        {
            _pending = null;
            throw;
        }
    }
}
