using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>Decodes instructions.</summary>
static class InstructionReader
{
    const byte LowestPrefix = 0xFB, Prefix = 0xFC, HighestPrefix = 0xFE;
    public static void Read(WasmReader reader, out Instruction instruction)
    {
        instruction = default;
        instruction.Offset = reader.Position;
        var first = reader.ReadByte();
        var number = first is >= LowestPrefix and <= HighestPrefix ? reader.ReadUInt32() : 0;
        var opcode = first == Prefix ? (int)Math.Min(0xFC00 + (long)number, 0xFFFF) : first;
        instruction.Opcode = (Opcode)opcode;
        instruction.Row = OpcodeTable.Find(opcode) ?? throw reader.Unsupported(Proposals.OfInstruction(first, number), $"illegal opcode 0x{opcode:x2}", instruction.Offset);
        ReadImmediate(reader, ref instruction);
    }

    static void ReadImmediate(WasmReader reader, ref Instruction instruction)
    {
        switch (instruction.Row.Immediate)
        {
            case Immediate.None: break;
            case Immediate.BlockType:
                instruction.BlockType = reader.ReadInt33();
                break;
            case Immediate.LabelTable:
                var count = reader.ReadCount(ImplementationLimits.BranchTargets, "branch targets");
                if (count > reader.Remaining) throw reader.Error($"unexpected end: {count} branch targets declared");
                instruction.Targets = new uint[count + 1];
                for (var i = 0; i <= count; i++) instruction.Targets[i] = reader.ReadUInt32();
                break;
            case Immediate.ValueTypes:
                instruction.Types = ModuleDecoder.ReadMany(reader, ImplementationLimits.Results, "types", static r => r.ReadValueType());
                break;
            case Immediate.MemoryAccess:
                instruction.Index = reader.ReadUInt32();
                instruction.Bits = reader.ReadUInt32();
                break;
            case Immediate.Memory:
                ReadZero(reader);
                break;
            case Immediate.I32:
                instruction.Bits = (uint)reader.ReadInt32();
                break;
            case Immediate.I64:
                instruction.Bits = (ulong)reader.ReadInt64();
                break;
            case Immediate.F32:
                instruction.Bits = reader.ReadFloat32Bits();
                break;
            case Immediate.F64:
                instruction.Bits = reader.ReadFloat64Bits();
                break;
            case Immediate.ReferenceType:
                instruction.ReferenceType = reader.ReadReferenceType();
                break;
            case Immediate.DataAndMemory:
                instruction.Index = reader.ReadUInt32();
                ReadZero(reader);
                break;
            case Immediate.TwoMemories:
                ReadZero(reader);
                ReadZero(reader);
                break;
            case Immediate.TypeAndTable or Immediate.ElementAndTable or Immediate.TwoTables:
                instruction.Index = reader.ReadUInt32();
                instruction.SecondIndex = reader.ReadUInt32();
                break;
            default:
                instruction.Index = reader.ReadUInt32();
                break;
        }
    }

    static void ReadZero(WasmReader reader)
    {
        var at = reader.Position;
        if (reader.ReadByte() != 0) throw reader.Error("zero byte expected: only memory 0 exists", at);
    }
}
