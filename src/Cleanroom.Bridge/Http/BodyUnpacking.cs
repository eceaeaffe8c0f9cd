using System.IO.Compression;
using System.Security.Cryptography;

namespace Cleanroom.Bridge.Http;

/// <summary>
/// Decompresses bodies and detects truncation: the base class library's streams treat the end of their input as the end of the compressed data.
/// </summary>
static class BodyUnpacking
{
    const string CutOff = "the packed body ends too early", Damaged = "the packed body is damaged";

    // gzip allows several members in sequence. The content of an appended one is only found when everything before it was complete.
    static readonly byte[] Mark = RandomNumberGenerator.GetBytes(32), MarkMember = Pack(Mark);

    /// <summary>Returns the decompressed body; null when it exceeds a limit. An unknown coding leaves the bytes unchanged.</summary>
    /// <exception cref="InvalidDataException">The body is damaged or truncated.</exception>
    public static byte[]? Unpack(byte[] packed, string coding, int max, Action<long> charge, CancellationToken cancellation) => coding switch
    {
        "gzip" or "x-gzip" => UnpackGzip(packed, max, charge, cancellation),
        // Some servers send raw deflate data without the zlib header.
        "deflate" => ReadWhole(packed, source => HasZlibHeader(packed) ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress), max, charge, cancellation),
        "br" => ReadWhole(packed, source => new BrotliStream(source, CompressionMode.Decompress), max, charge, cancellation),
        _ => packed,
    };

    static byte[]? UnpackGzip(byte[] packed, int max, Action<long> charge, CancellationToken cancellation)
    {
        using var source = new MemoryStream([.. packed, .. MarkMember]);
        using var stream = new GZipStream(source, CompressionMode.Decompress);
        if (Read(stream, max + Mark.Length, charge, cancellation) is not { } body) return null;
        return body.AsSpan().EndsWith(Mark) ? body[..^Mark.Length] : throw new InvalidDataException(CutOff);
    }

    static byte[]? ReadWhole(byte[] packed, Func<Stream, Stream> open, int max, Action<long> charge, CancellationToken cancellation)
    {
        using var source = new WatchedBytes(packed);
        using var stream = open(source);
        var body = Read(stream, max, charge, cancellation);
        return body is null || !source.WasReadBeyondItsEnd ? body : throw new InvalidDataException(CutOff);
    }

    static byte[]? Read(Stream stream, int max, Action<long> charge, CancellationToken cancellation)
    {
        try
        {
            return ResponseBody.ReadAll(stream, max, charge, cancellation);
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

    // A decompressor that is complete does not read further.
    sealed class WatchedBytes(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public bool WasReadBeyondItsEnd { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Note(count, base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Note(buffer.Length, base.Read(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        int Note(int requested, int read)
        {
            WasReadBeyondItsEnd |= requested > 0 && read == 0;
            return read;
        }
    }
}
