namespace Cleanroom.Bridge.Tests.Support;

/// <summary>An input that makes its reader wait until bytes are offered or it is disposed of.</summary>
sealed class BlockedStream : Stream
{
    readonly SemaphoreSlim _offered = new(0);
    byte[] _bytes = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Lets one read end with these bytes.</summary>
    public void Offer(byte[] bytes)
    {
        _bytes = bytes;
        _offered.Release();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        _offered.Wait();
        _bytes.CopyTo(buffer, offset);
        return _bytes.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Offer([]);
        base.Dispose(disposing);
    }
}
