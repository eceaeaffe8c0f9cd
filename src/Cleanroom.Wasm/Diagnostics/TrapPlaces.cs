using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>
/// Finds the instructions that a trap may come from. The just-in-time compiler keeps no frames for inlined functions, maps code by statement, and gives all
/// failed checks of a function one location. The module tells which instructions can cause this kind of trap.
/// </summary>
static class TrapPlaces
{
    const int MaxDepth = 4, MaxBodies = 200, MaxPlaces = 64;

    /// <summary>An active function and its current instruction.</summary>
    readonly record struct Place(int Function, int Offset);

    /// <summary>The state of a search: its results and its remaining budget.</summary>
    sealed class Search(Module module, TrapKind kind)
    {
        public Module Module { get; } = module;
        public TrapKind Kind { get; } = kind;

        /// <summary>Outermost function first.</summary>
        public List<Place[]> Found { get; } = [];

        public int Bodies { get; set; }

        public bool IsAtLimit => Bodies > MaxBodies || Found.Count > MaxPlaces;
    }

    /// <summary>Returns the innermost frames of a trap, as far as they can be determined, in place of the frame reported by the runtime.</summary>
    /// <param name="module">The module of the frame.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="kind">The kind of the trap.</param>
    /// <param name="statement">The offsets where the current and the next statement begin, or null where the runtime may report the wrong one.</param>
    public static IReadOnlyList<WasmFrame> Refine(Module module, WasmFrame frame, TrapKind kind, (int Start, int End)? statement)
    {
        if (!IsOfInstruction(kind)) return [frame];
        var search = new Search(module, kind);
        if (statement is { } offsets) Collect(search, frame.FunctionIndex, offsets.Start, offsets.End, []);
        if (search.Found.Count == 0 && !search.IsAtLimit) Collect(search, frame.FunctionIndex, 0, int.MaxValue, []);
        if (search.Found.Count == 0 || search.IsAtLimit) return [frame with { ModuleOffset = -1 }];
        if (search.Found is [var only]) return [.. only.Reverse().Select(place => Frame(module, place))];
        // A single instruction of a function that is inlined at several places.
        var innermost = search.Found[0][^1];
        if (search.Found.TrueForAll(places => places[^1] == innermost)) return [Frame(module, innermost), frame with { ModuleOffset = -1 }];
        return
        [
            frame with
            {
                ModuleOffset = -1,
                PossibleOffsets = [.. search.Found.Select(places => places[^1].Offset).Distinct().Order()],
                PossiblyInlined = [.. search.Found.Select(places => places[^1].Function).Where(function => function != frame.FunctionIndex).Distinct().Order().Select(function => Frame(module, new Place(function, -1)).Name)],
            },
        ];
    }

    static WasmFrame Frame(Module module, Place place) =>
        new(place.Function, module.Definition.FunctionName(place.Function), module.Definition.Functions[place.Function], place.Offset);

    static void Collect(Search search, int function, int start, int end, Place[] outer)
    {
        var definition = search.Module.Definition;
        search.Bodies++;
        var body = definition.Bodies[function - definition.ImportedFunctions];
        var reader = new WasmReader(definition.Bytes, body.CodeStart, body.End, "code");
        while (!reader.AtEnd && reader.Position < end && !search.IsAtLimit)
        {
            InstructionReader.Read(reader, out var instruction);
            if (instruction.Offset < start) continue;
            Place[] places = [.. outer, new Place(function, instruction.Offset)];
            if (Raises(instruction.Row, search.Kind)) search.Found.Add(places);
            else if (instruction.Opcode == Opcode.Call && IsInlinable(search.Module, (int)instruction.Index, places)) Collect(search, (int)instruction.Index, 0, int.MaxValue, places);
        }
    }

    static bool IsInlinable(Module module, int function, Place[] callers)
    {
        var definition = module.Definition;
        if (function < definition.ImportedFunctions || callers.Length >= MaxDepth || Array.Exists(callers, caller => caller.Function == function)) return false;
        var body = definition.Bodies[function - definition.ImportedFunctions];
        return body.End - body.Start <= module.MaxInlinedSize;
    }

    // Other kinds are not caused by an instruction.
    static bool IsOfInstruction(TrapKind kind) => kind is TrapKind.Unreachable or TrapKind.MemoryOutOfBounds or TrapKind.TableOutOfBounds or TrapKind.UndefinedElement
        or TrapKind.UninitializedElement or TrapKind.IndirectCallTypeMismatch or TrapKind.IntegerDivideByZero or TrapKind.IntegerOverflow or TrapKind.InvalidConversionToInteger;

    static bool Raises(OpcodeRow row, TrapKind kind) => (row.Traps & kind switch
    {
        TrapKind.Unreachable => OpcodeTraps.Unreachable,
        TrapKind.MemoryOutOfBounds => OpcodeTraps.Memory,
        TrapKind.TableOutOfBounds => OpcodeTraps.Table,
        TrapKind.IntegerDivideByZero => OpcodeTraps.Division,
        TrapKind.IntegerOverflow => OpcodeTraps.Overflow,
        TrapKind.InvalidConversionToInteger => OpcodeTraps.Conversion,
        _ => OpcodeTraps.IndirectCall,
    }) != 0;
}
