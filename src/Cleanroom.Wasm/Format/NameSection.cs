using System.Runtime.InteropServices;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>Reads function names from the name section. A malformed section is ignored, as the specification requires for custom sections.</summary>
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
            // Names before the malformed part are kept.
        }
        return names;
    }
}
