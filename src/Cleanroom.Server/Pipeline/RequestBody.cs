using System.Buffers;

namespace Cleanroom.Server.Pipeline;

/// <summary>The bytes of a request body. The buffer is reused for later requests unless it is large.</summary>
sealed class RequestBody
{
    const int MaxKept = 1 << 14;

    // The share of an announced length that has to be there before memory is reserved for all of it.
    const int ReservedShare = 4;

    byte[] _bytes = [];

    // The pool may give a larger array: that is not this body's to use.
    int _capacity;

    /// <summary>Number of bytes received.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes as sent.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The bytes as an array segment; valid until the request ends.</summary>
    public ArraySegment<byte> Segment => new(_bytes, 0, Length);

    /// <summary>The size of the buffer after more bytes were appended.</summary>
    /// <param name="more">Their number.</param>
    /// <param name="announced">The length of the whole body as the client announced it, or null.</param>
    public long CapacityWith(long more, long? announced)
    {
        var needed = Length + more;
        if (needed <= _capacity) return _capacity;
        // Grow with received bytes, since announcing costs the client nothing; in one step to the announced length when a good part of it is there.
        var expected = announced <= needed * ReservedShare ? announced.Value : Math.Min(2L * _capacity, Array.MaxLength);
        return BodyBuffers.SizeOf((int)Math.Max(needed, expected));
    }

    /// <summary>Appends received bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="announced">The length of the whole body as the client announced it, or null.</param>
    public void Append(in ReadOnlySequence<byte> bytes, long? announced)
    {
        Grow((int)CapacityWith(bytes.Length, announced));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += (int)bytes.Length;
    }

    /// <summary>Clears the body.</summary>
    public void Clear()
    {
        if (_bytes.Length > MaxKept)
        {
            BodyBuffers.Return(_bytes, Length);
            (_bytes, _capacity) = ([], 0);
        }
        else _bytes.AsSpan(0, Length).Clear();
        Length = 0;
    }

    void Grow(int capacity)
    {
        if (capacity <= _capacity) return;
        var larger = BodyBuffers.Rent(capacity);
        Bytes.CopyTo(larger);
        BodyBuffers.Return(_bytes, Length);
        (_bytes, _capacity) = (larger, capacity);
    }
}
