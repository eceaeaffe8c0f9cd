namespace Cleanroom.Wasm.Model;

/// <summary>The code of a defined function.</summary>
/// <param name="Start">Offset of its local declarations.</param>
/// <param name="CodeStart">Offset of its first instruction.</param>
/// <param name="End">Offset after its last instruction.</param>
/// <param name="Locals">Types of its locals, excluding the parameters.</param>
sealed record FunctionBody(int Start, int CodeStart, int End, ValueType[] Locals);
