namespace Cleanroom.Wasm.Model;

/// <summary>The properties of an instruction.</summary>
/// <param name="Name">Name in the text format.</param>
/// <param name="Group">Its group, which determines the emitter.</param>
/// <param name="Traps">How it can trap.</param>
/// <param name="Immediate">The immediates that follow the opcode.</param>
/// <param name="Operands">Types of the operands, if they are fixed.</param>
/// <param name="Results">Types of the results, if they are fixed; null for instructions with a separate rule.</param>
/// <param name="Width">Bytes accessed in memory, 0 for other instructions.</param>
sealed record OpcodeRow(string Name, OpcodeGroup Group, OpcodeTraps Traps, Immediate Immediate, ValueType[] Operands, ValueType[]? Results, int Width);
