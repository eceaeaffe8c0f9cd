using System.Text;

namespace Cleanroom.Server.Requests;

/// <summary>
/// Strings for short texts that come again and again as bytes, such as header names and content types: a small table that forgets what collides, so that
/// a guest can fill it with nothing but its own entries.
/// </summary>
static class InternedText
{
    const int Slots = 1024;
    const int MaxText = 128;

    sealed record Entry(byte[] Bytes, string Text);

    static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>The text of UTF-8 bytes.</summary>
    public static string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        if (bytes.Length > MaxText) return Encoding.UTF8.GetString(bytes);
        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var slot = ref Entries[(uint)hash.ToHashCode() % Slots];
        if (Volatile.Read(ref slot) is { } entry && bytes.SequenceEqual(entry.Bytes)) return entry.Text;
        var made = new Entry(bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        Volatile.Write(ref slot, made);
        return made.Text;
    }
}
