using System.Globalization;
using Cleanroom.Wasm.Diagnostics;

namespace Cleanroom.Wasm;

/// <summary>An active WebAssembly function on a trap's stack.</summary>
/// <param name="FunctionIndex">Index in the module's function index space.</param>
/// <param name="FunctionName">Name from the name section or an export, or null.</param>
/// <param name="Type">Parameter and result types.</param>
/// <param name="ModuleOffset">Byte offset of the instruction in the module, or −1 when it is unknown.</param>
public sealed record WasmFrame(int FunctionIndex, string? FunctionName, FunctionType Type, int ModuleOffset)
{
    const int MaxListedOffsets = 4;

    /// <summary>
    /// If the exact instruction is unknown, the byte offsets of the candidates, in order: the compiled code of a function, including inlined functions, has
    /// one shared location for failed checks of one kind. <see cref="ModuleOffset"/> is then −1.
    /// </summary>
    public IReadOnlyList<int> PossibleOffsets { get; init; } = [];

    /// <summary>The names of inlined functions that contain some of these instructions.</summary>
    public IReadOnlyList<string> PossiblyInlined { get; init; } = [];

    /// <summary>The demangled name, or the index.</summary>
    internal string Name => (FunctionName is null ? null : Demangler.Demangle(FunctionName)) ?? string.Create(CultureInfo.InvariantCulture, $"function {FunctionIndex}");

    /// <summary>One line for a stack trace: name, parameter types, and the offset or possible offsets.</summary>
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
