using System.Runtime.InteropServices;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>Reads function names from the name section. A malformed one is ignored, as the specification asks for custom sections.</summary>
static class NameSection
{
    const byte FunctionNames = 1;

    public static Dictionary<int, string> ReadFunctionNames(CustomSection section)
    {
        var names = new Dictionary<int, string>();
        if (!MemoryMarshal.TryGetArray(section.Content, out var content)) return names;
        var reader = new WasmReader(content.Array!, content.Offset, content.Offset + content.Count);
        try
        {
            while (!reader.AtEnd)
            {
                var id = reader.ReadByte();
                var part = reader.Slice((int)Math.Min(reader.ReadUInt32(), int.MaxValue));
                if (id != FunctionNames) continue;
                for (var count = part.ReadUInt32(); count > 0; count--) names[(int)part.ReadUInt32()] = part.ReadName();
            }
        }
        catch (WasmFormatException)
        {
            // What was read before the damage is still good.
        }
        return names;
    }
}
