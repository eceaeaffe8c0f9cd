namespace Cleanroom.Bridge.Guests;

/// <summary>
/// A buffered output of a guest. For a terminal, control characters are escaped, so that a guest cannot control it. After a failed write, everything is
/// dropped.
/// </summary>
/// <param name="stream">The target stream.</param>
/// <param name="isTerminal">True for a terminal.</param>
/// <param name="failed">Called once when the stream cannot be written, or null.</param>
sealed class ConsoleWriter(Stream stream, bool isTerminal, Action? failed = null)
{
    const int Capacity = 32 * 1024;

    byte[] _buffer = [];
    int _count;
    byte _previous;

    /// <summary>Why the stream could not be written, or null.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>True when nothing waits in the buffer.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (isTerminal) WriteVisible(bytes);
        else Append(bytes);
    }

    /// <summary>Writes the buffer to the stream.</summary>
    public void Flush()
    {
        Send(_buffer.AsSpan(0, _count));
        _count = 0;
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length == 0) _buffer = new byte[Capacity];
        if (bytes.Length > Capacity - _count) Flush();
        if (bytes.Length > Capacity)
        {
            Send(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
    }

    void WriteVisible(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            var current = bytes[index];
            if (IsControl(_previous, current))
            {
                Append(bytes[start..index]);
                Append([(byte)'\\', (byte)'x', HexDigit(current >> 4), HexDigit(current & 15)]);
                start = index + 1;
            }
            _previous = current;
        }
        Append(bytes[start..]);
    }

    // U+0080–U+009F are controls too; in UTF-8 they are 0xC2 followed by one of these bytes. The two bytes may come in different calls.
    static bool IsControl(byte previous, byte current) =>
        current < 0x20 ? current is not ((byte)'\t' or (byte)'\n') : current == 0x7F || (previous == 0xC2 && current is >= 0x80 and <= 0x9F);

    static byte HexDigit(int value) => "0123456789abcdef"u8[value];

    void Send(ReadOnlySpan<byte> bytes)
    {
        if (Failure is not null || bytes.IsEmpty) return;
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException failure)
        {
            Failure = failure;
            failed?.Invoke();
        }
    }
}
