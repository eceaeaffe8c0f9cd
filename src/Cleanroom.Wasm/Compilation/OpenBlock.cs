using System.Reflection.Emit;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>A block whose end has not been compiled yet.</summary>
struct OpenBlock
{
    public Opcode Opcode;
    public ValueType[] Parameters;
    public ValueType[] Results;
    public int Height;

    /// <summary>The target of branches: the start of a loop, the end of other blocks.</summary>
    public Label Target;

    /// <summary>The target of an <c>if</c> with a zero condition, until its <c>else</c> is found.</summary>
    public Label Else;

    /// <summary>True when a branch can reach the code after the end of the block.</summary>
    public bool IsTarget;

    public readonly ValueType[] LabelTypes => Opcode == Opcode.Loop ? Parameters : Results;
}
