using System.Globalization;
using Cleanroom.Wasm.Diagnostics;

namespace Cleanroom.Wasm;

/// <summary>One active WebAssembly function of a trap's stack.</summary>
/// <param name="FunctionIndex">Index in the module's function index space.</param>
/// <param name="FunctionName">Name from the name section or an export, or null.</param>
/// <param name="Type">Parameter and result types.</param>
/// <param name="ModuleOffset">Byte offset of the instruction in the module, or −1 when it is not known.</param>
public sealed record WasmFrame(int FunctionIndex, string? FunctionName, FunctionType Type, int ModuleOffset)
{
    const int MaxListedOffsets = 4;

    /// <summary>
    /// The byte offsets of the instructions that the trap can come from, in order, where it is not known which: the compiled code of a function, what is inlined
    /// into it included, has one place for failed checks of one kind. <see cref="ModuleOffset"/> is −1 then.
    /// </summary>
    public IReadOnlyList<int> PossibleOffsets { get; init; } = [];

    /// <summary>The names of functions that are inlined into this one and hold some of these instructions.</summary>
    public IReadOnlyList<string> PossiblyInlined { get; init; } = [];

    /// <summary>The name, readable where a compiler had mangled it, or the index.</summary>
    internal string Name => (FunctionName is null ? null : Demangler.Demangle(FunctionName)) ?? string.Create(CultureInfo.InvariantCulture, $"function {FunctionIndex}");

    /// <summary>One line for a trace: name, parameter types, offset, or what is known of it.</summary>
    public override string ToString()
    {
        var inlined = PossiblyInlined.Count == 0 ? "" : $" or {string.Join(", ", PossiblyInlined)} inlined into it,";
        return $"{Name}({string.Join(", ", Type.Parameters.Select(p => p.Name()))}){inlined}{Offset()}";
    }

    string Offset()
    {
        if (ModuleOffset >= 0) return $" at {Hex(ModuleOffset)}";
        if (PossibleOffsets.Count == 0) return "";
        return PossibleOffsets.Count <= MaxListedOffsets
            ? $" at {string.Join(", ", PossibleOffsets.SkipLast(1).Select(Hex))} or {Hex(PossibleOffsets[^1])}"
            : $" at one of {PossibleOffsets.Count} places from {Hex(PossibleOffsets[0])} to {Hex(PossibleOffsets[^1])}";
    }

    static string Hex(int offset) => string.Create(CultureInfo.InvariantCulture, $"0x{offset:x}");
}
