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
    /// <summary>One line for a trace: name, readable where a compiler had mangled it, parameter types, offset.</summary>
    public override string ToString()
    {
        var name = FunctionName is null ? null : Demangler.Demangle(FunctionName);
        name ??= string.Create(CultureInfo.InvariantCulture, $"function {FunctionIndex}");
        var offset = ModuleOffset < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" at 0x{ModuleOffset:x}");
        return $"{name}({string.Join(", ", Type.Parameters.Select(p => p.Name()))}){offset}";
    }
}
