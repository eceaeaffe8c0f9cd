using System.Buffers;
using System.Numerics;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Buffers for request and response bodies. Of large ones, two of each size are kept for all threads: the shared pool keeps arrays of each size per thread,
/// which a few large bodies would turn into hundreds of megabytes, and new ones cost the system's work for each page.
/// </summary>
static class BodyBuffers
{
    const int Smallest = 16, LargestShared = 1 << 20, LargestKept = 1 << 24, KeptOfEachSize = 2;

    static readonly ArrayPool<byte> Large = ArrayPool<byte>.Create(LargestKept, KeptOfEachSize);

    /// <summary>The size of the array that <see cref="Rent"/> returns for a length.</summary>
    public static int SizeOf(int length) => length switch
    {
        0 => 0,
        <= LargestKept => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, Smallest)),
        _ => length,
    };

    /// <summary>Returns an array of at least this length with arbitrary content.</summary>
    public static byte[] Rent(int length) => length switch
    {
        <= LargestShared => ArrayPool<byte>.Shared.Rent(length),
        <= LargestKept => Large.Rent(length),
        _ => GC.AllocateUninitializedArray<byte>(length),
    };

    /// <summary>Returns an array to the pool. Its content never reaches another request.</summary>
    /// <param name="buffer">The array.</param>
    /// <param name="used">How many of its bytes were written, from the start.</param>
    public static void Return(byte[] buffer, int used)
    {
        if (buffer.Length is 0 or > LargestKept) return;
        buffer.AsSpan(0, used).Clear();
        (buffer.Length <= LargestShared ? ArrayPool<byte>.Shared : Large).Return(buffer);
    }
}
