using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>Validates the immediates of memory instructions: alignment, memory, data segment. Their operand types are in their rows.</summary>
sealed class MemoryRules(ModuleDefinition module, BodyState body)
{
    public void Check()
    {
        var (row, index) = (body.Instruction.Row, body.Instruction.Index);
        switch (row.Immediate)
        {
            case Immediate.MemoryAccess:
                RequireMemory();
                if (index >= 32 || 1u << (int)index > (uint)row.Width) throw body.Error($"alignment must not be larger than natural: 2^{index} for {row.Width} bytes");
                break;
            case Immediate.Memory or Immediate.TwoMemories:
                RequireMemory();
                body.Facts.GrowsMemory |= body.Instruction.Opcode == Opcode.MemoryGrow;
                break;
            case Immediate.DataAndMemory:
                RequireMemory();
                RequireSegment(index);
                break;
            case Immediate.Data: RequireSegment(index); break;
        }
    }

    void RequireMemory()
    {
        if (module.Memories.Count == 0) throw body.Error("unknown memory 0");
        body.Facts.UsesMemory = true;
    }

    void RequireSegment(uint index)
    {
        if (module.DeclaredDataCount < 0) throw body.Error("data count section required");
        if (index >= (uint)module.DataSegments.Count) throw body.Error($"unknown data segment {index}");
    }
}
