using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Finds the loads that follow a load from about the same address, so that one check serves all of them. A trap may come earlier by that, so the search ends
/// where the guest would do anything else that can be seen afterwards.
/// </summary>
ref struct LoadsAhead(LocalValues values, LocalValue address, ulong limit)
{
    const int MaxInstructions = 12;

    readonly ulong _limit = Math.Min(limit, MemoryType.PageSize);

    List<int>? _set;
    LocalValue? _top;
    uint? _constant;

    /// <summary>Returns how many bytes from the address on the loads read, at most up to the limit and a page.</summary>
    /// <param name="reader">The code, after the first load.</param>
    /// <param name="end">How many bytes the first load needs.</param>
    public ulong LargestEnd(WasmReader reader, ulong end)
    {
        var ahead = reader.LookAhead();
        for (var i = 0; i < MaxInstructions && !ahead.AtEnd; i++)
        {
            InstructionReader.Read(ahead, out var next);
            if (IsVisible(next)) break;
            if (next.Row.Group == OpcodeGroup.Memory && _top is { } value && value.Root == address.Root)
            {
                // A difference that wraps is far above the limit.
                var needed = value.Delta - address.Delta + next.Bits + (ulong)next.Row.Width;
                if (needed <= _limit) end = Math.Max(end, needed);
            }
            Follow(next);
        }
        return end;
    }

    // Notes what is on top of the operands after the instruction.
    void Follow(in Instruction next)
    {
        var top = _top;
        var constant = _constant;
        (_top, _constant) = (null, null);
        switch (next.Opcode)
        {
            case Opcode.LocalGet when _set?.Contains((int)next.Index) != true: _top = values.Of((int)next.Index); break;
            case Opcode.LocalTee:
                (_set ??= []).Add((int)next.Index);
                _top = constant is null ? top : null;
                break;
            case Opcode.LocalSet: (_set ??= []).Add((int)next.Index); break;
            case Opcode.I32Const when constant is null: (_top, _constant) = (top, (uint)next.Bits); break;
            case Opcode.I32Add when constant is { } added: _top = top + added; break;
        }
    }

    // A constant on top is not the value below it.
    readonly bool IsVisible(in Instruction next) => next.Row.Group switch
    {
        OpcodeGroup.Memory => next.Row.Width == 0 || next.Row.Results is not { Length: 1 } || _constant is not null,
        OpcodeGroup.Variable => next.Opcode == Opcode.GlobalSet,
        OpcodeGroup.Number or OpcodeGroup.Comparison => next.Row.Traps != OpcodeTraps.None,
        OpcodeGroup.Parametric => false,
        _ => true,
    };
}
