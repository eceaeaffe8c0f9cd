using System.Runtime.InteropServices;

namespace Cleanroom.Cli.Terminal;

/// <summary>
/// Writes to a Unix file descriptor. Unlike .NET's console streams, it reports that the reader went away, and a blocked write does not block other streams.
/// </summary>
/// <param name="descriptor">The descriptor.</param>
/// <param name="name">Its name in messages.</param>
/// <param name="isOpen">False when the descriptor does not exist: every write fails.</param>
sealed unsafe partial class DescriptorStream(int descriptor, string name, bool isOpen) : Stream
{
    const int Interrupted = 4, BrokenPipe = 32;
    const short WaitForOutput = 4;

    static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!isOpen) throw new OutputException($"{name} cannot be written: it is closed");
        while (!buffer.IsEmpty)
        {
            nint written;
            fixed (byte* start = buffer) written = Write(descriptor, start, buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else HandleFailure(Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Unbuffered.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    // Another process may have made the terminal or pipe non-blocking: wait until it accepts more.
    void HandleFailure(int error)
    {
        if (error == Interrupted) return;
        if (error != WouldBlock) throw new OutputException($"{name} cannot be written: {Marshal.GetPInvokeErrorMessage(error)}", error == BrokenPipe);
        PollEntry entry = new() { Descriptor = descriptor, Events = WaitForOutput };
        _ = Poll(&entry, 1, -1);
    }

    [StructLayout(LayoutKind.Sequential)]
    struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);
}
