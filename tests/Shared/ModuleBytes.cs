using System.Text;

namespace Cleanroom.Tests;

/// <summary>The parts of WebAssembly's binary format, for what writes modules byte by byte.</summary>
static class ModuleBytes
{
    /// <summary>An unsigned number (LEB128).</summary>
    public static byte[] Number(uint value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    /// <summary>A name: its length and its UTF-8.</summary>
    public static byte[] Name(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return [.. Number((uint)bytes.Length), .. bytes];
    }

    /// <summary>A section: its id, its length and its content.</summary>
    public static byte[] Section(byte id, params ReadOnlySpan<byte> content) => [id, .. Number((uint)content.Length), .. content];
}
