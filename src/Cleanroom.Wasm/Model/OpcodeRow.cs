namespace Cleanroom.Wasm.Model;

/// <summary>What is known of one instruction.</summary>
/// <param name="Name">Name in the text format.</param>
/// <param name="Group">What it works on, which decides who emits it.</param>
/// <param name="Traps">How it can trap.</param>
/// <param name="Immediate">What follows the opcode.</param>
/// <param name="Operands">Types that are popped, when they are always the same.</param>
/// <param name="Results">Types that are pushed, when they are always the same; null for instructions with a rule of their own.</param>
/// <param name="Width">Bytes accessed in memory, 0 for other instructions.</param>
sealed record OpcodeRow(string Name, OpcodeGroup Group, OpcodeTraps Traps, Immediate Immediate, ValueType[] Operands, ValueType[]? Results, int Width);
