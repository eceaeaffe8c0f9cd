using System.IO.Compression;
using System.Security.Cryptography;

namespace Cleanroom.Bridge.Http;

/// <summary>
/// Unpacks bodies, and notices when one was cut off: the streams of the base class library take the end of what they are given for the end of what was packed.
/// </summary>
static class BodyUnpacking
{
    const string CutOff = "the packed body ends too early", Damaged = "the packed body is damaged";

    // Behind a member of gzip another one may follow. What is at the end of an added one is only found when all before it was whole.
    static readonly byte[] Mark = RandomNumberGenerator.GetBytes(32), MarkMember = Pack(Mark);

    /// <summary>The unpacked body; null when it is larger than a limit. A coding that nobody knows leaves the bytes as they are.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or ends too early.</exception>
    public static byte[]? Unpack(byte[] packed, string coding, int max, CancellationToken cancellation) => coding switch
    {
        "gzip" or "x-gzip" => UnpackGzip(packed, max, cancellation),
        // Some servers mean the format without the header that the name stands for.
        "deflate" => ReadWhole(packed, source => HasZlibHeader(packed) ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress), max, cancellation),
        "br" => ReadWhole(packed, source => new BrotliStream(source, CompressionMode.Decompress), max, cancellation),
        _ => packed,
    };

    static byte[]? UnpackGzip(byte[] packed, int max, CancellationToken cancellation)
    {
        using var source = new MemoryStream([.. packed, .. MarkMember]);
        using var stream = new GZipStream(source, CompressionMode.Decompress);
        if (Read(stream, max + Mark.Length, cancellation) is not { } body) return null;
        return body.AsSpan().EndsWith(Mark) ? body[..^Mark.Length] : throw new InvalidDataException(CutOff);
    }

    static byte[]? ReadWhole(byte[] packed, Func<Stream, Stream> open, int max, CancellationToken cancellation)
    {
        using var source = new WatchedBytes(packed);
        using var stream = open(source);
        var body = Read(stream, max, cancellation);
        return body is null || !source.WasReadBeyondItsEnd ? body : throw new InvalidDataException(CutOff);
    }

    static byte[]? Read(Stream stream, int max, CancellationToken cancellation)
    {
        try
        {
            return ResponseBody.ReadAll(stream, max, cancellation);
        }
        catch (Exception damaged) when (damaged is InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException(Damaged, damaged);
        }
    }

    static bool HasZlibHeader(ReadOnlySpan<byte> packed) => packed.Length > 1 && (packed[0] & 0x0F) == 8 && (packed[0] << 8 | packed[1]) % 31 == 0;

    static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.NoCompression)) stream.Write(content);
        return packed.ToArray();
    }

    // A decompressor that has all it needs does not ask for more.
    sealed class WatchedBytes(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public bool WasReadBeyondItsEnd { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Note(count, base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Note(buffer.Length, base.Read(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        int Note(int wanted, int read)
        {
            WasReadBeyondItsEnd |= wanted > 0 && read == 0;
            return read;
        }
    }
}
