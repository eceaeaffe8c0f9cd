using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Looks through an innermost loop before it is compiled.</summary>
static class InnerLoop
{
    const int MaxInstructions = 300;

    /// <summary>Returns the locals that the loop sets, or null when it contains a loop or is long.</summary>
    /// <param name="reader">The code, after the opening of the loop.</param>
    public static HashSet<int>? FindSetLocals(WasmReader reader)
    {
        var ahead = reader.LookAhead();
        var set = new HashSet<int>();
        var depth = 1;
        for (var i = 0; i < MaxInstructions; i++)
        {
            InstructionReader.Read(ahead, out var next);
            switch (next.Opcode)
            {
                case Opcode.Loop: return null;
                case Opcode.Block or Opcode.If: depth++; break;
                case Opcode.LocalSet or Opcode.LocalTee: set.Add((int)next.Index); break;
                case Opcode.End when --depth == 0: return set;
            }
        }
        return null;
    }
}
