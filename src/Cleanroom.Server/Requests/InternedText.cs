using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Cleanroom.Server.Requests;

/// <summary>
/// Caches strings for short, frequent byte sequences such as header names and content types. A small table with replacement on collision, so that a guest
/// cannot make it grow.
/// </summary>
static class InternedText
{
    const int Slots = 1024;
    const int MaxText = 128;

    sealed record Entry(byte[] Bytes, string Text);

    static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>Returns UTF-8 bytes as a string.</summary>
    public static string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        if (bytes.Length > MaxText) return Encoding.UTF8.GetString(bytes);
        ref var slot = ref Entries[Hash(bytes) % Slots];
        if (Volatile.Read(ref slot) is { } entry && bytes.SequenceEqual(entry.Bytes)) return entry.Text;
        var made = new Entry(bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        Volatile.Write(ref slot, made);
        return made.Text;
    }

    static uint Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * factor, 29);
        foreach (var value in bytes) hash = (hash ^ value) * factor;
        return (uint)(hash >> 32);
    }
}
