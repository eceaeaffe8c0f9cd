using System.Buffers;

namespace Cleanroom.Server.Pipeline;

/// <summary>The bytes of a request body. The buffer is reused for later requests unless it is large.</summary>
sealed class RequestBody
{
    const int MaxKept = 1 << 14;

    byte[] _bytes = [];

    /// <summary>Number of bytes received.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes as sent.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The bytes as an array segment; valid until the request ends.</summary>
    public ArraySegment<byte> Segment => new(_bytes, 0, Length);

    /// <summary>Appends received bytes.</summary>
    public void Append(in ReadOnlySequence<byte> bytes)
    {
        Reserve((int)bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += (int)bytes.Length;
    }

    /// <summary>Clears the body.</summary>
    public void Clear()
    {
        if (_bytes.Length > MaxKept)
        {
            BodyBuffers.Return(_bytes, Length);
            _bytes = [];
        }
        else _bytes.AsSpan(0, Length).Clear();
        Length = 0;
    }

    // Grow with received bytes, not with the announced length: announcing costs the client nothing.
    void Reserve(int more)
    {
        var needed = Length + more;
        if (needed <= _bytes.Length) return;
        var larger = BodyBuffers.Rent((int)Math.Max(needed, Math.Min(2L * _bytes.Length, Array.MaxLength)));
        Bytes.CopyTo(larger);
        BodyBuffers.Return(_bytes, Length);
        _bytes = larger;
    }
}
