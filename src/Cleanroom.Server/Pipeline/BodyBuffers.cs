using System.Buffers;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Buffers for request and response bodies. Large ones are left to the garbage collector: the shared pool keeps arrays of each size per thread, which a few
/// large bodies would turn into hundreds of megabytes.
/// </summary>
static class BodyBuffers
{
    const int LargestPooled = 1 << 20;

    /// <summary>Returns an array of at least this length with arbitrary content.</summary>
    public static byte[] Rent(int length) => length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Returns an array to the pool. Its content never reaches another request.</summary>
    /// <param name="buffer">The array.</param>
    /// <param name="used">How many of its bytes were written, from the start.</param>
    public static void Return(byte[] buffer, int used)
    {
        if (buffer.Length is 0 or > LargestPooled) return;
        buffer.AsSpan(0, used).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
