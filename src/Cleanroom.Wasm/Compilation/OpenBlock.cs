using System.Reflection.Emit;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>A block whose end the compiler has not reached yet.</summary>
struct OpenBlock
{
    public Opcode Opcode;
    public ValueType[] Parameters;
    public ValueType[] Results;
    public int Height;

    /// <summary>Where branches go: the start of a loop, the end of other blocks.</summary>
    public Label Target;

    /// <summary>Where an <c>if</c> goes when its condition is zero, until its <c>else</c> is found.</summary>
    public Label Else;

    /// <summary>True when code after the end of the block can be reached by a branch.</summary>
    public bool IsTarget;

    public readonly ValueType[] LabelTypes => Opcode == Opcode.Loop ? Parameters : Results;
}
