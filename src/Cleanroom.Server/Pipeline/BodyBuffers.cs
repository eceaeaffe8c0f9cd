using System.Buffers;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Arrays for bodies of requests and answers. Large ones are left to the garbage collector: the shared pool keeps some of each size for every thread, which a
/// few large bodies would turn into hundreds of megabytes.
/// </summary>
static class BodyBuffers
{
    const int LargestPooled = 1 << 20;

    /// <summary>An array of at least this length, with anything in it.</summary>
    public static byte[] Rent(int length) => length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Gives an array back; nobody sees its content.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length is > 0 and <= LargestPooled) ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }
}
