using System.Globalization;

namespace Cleanroom.Wasm;

/// <summary>A module is malformed, invalid, or exceeds a limit of this implementation.</summary>
public sealed class WasmFormatException : Exception
{
    /// <summary>Creates an error without a location.</summary>
    internal WasmFormatException(string message) : this(message, -1)
    {
    }

    /// <summary>Creates an error at a byte offset of the module, and in a function if there is one.</summary>
    internal WasmFormatException(string message, int offset, string? section = null, int functionIndex = -1, string? functionName = null)
        : base(Describe(message, offset, section, functionIndex, functionName))
    {
        Reason = message;
        Offset = offset;
        Section = section;
        FunctionIndex = functionIndex;
        FunctionName = functionName;
    }

    /// <summary>The problem, without the location.</summary>
    public string Reason { get; }

    /// <summary>Byte offset in the module, or −1.</summary>
    public int Offset { get; }

    /// <summary>Name of the section, or null.</summary>
    public string? Section { get; }

    /// <summary>Index of the function, or −1.</summary>
    public int FunctionIndex { get; }

    /// <summary>Name of the function, or null.</summary>
    public string? FunctionName { get; }

    /// <summary>The WebAssembly proposal that the module uses and this engine does not support, for example "SIMD", or null.</summary>
    public string? UnsupportedProposal { get; private init; }

    /// <summary>Returns the same error with a function as its location.</summary>
    internal WasmFormatException InFunction(int index, string? name, int? offset = null) => new(Reason, offset ?? Offset, "code", index, name) { UnsupportedProposal = UnsupportedProposal };

    /// <summary>Creates the error for a module that uses an unsupported proposal.</summary>
    internal static WasmFormatException Unsupported(string proposal, string what, int offset, string? section = null) =>
        new($"{what}: {proposal} {(proposal.EndsWith('s') ? "are" : "is")} not supported by this engine", offset, section) { UnsupportedProposal = proposal };

    static string Describe(string message, int offset, string? section, int functionIndex, string? functionName)
    {
        var place = new List<string>();
        if (functionIndex >= 0)
            place.Add(string.Create(CultureInfo.InvariantCulture, $"function {functionIndex}") + (functionName is null ? "" : $" ({functionName})"));
        if (section is not null) place.Add($"{section} section");
        if (offset >= 0) place.Add(string.Create(CultureInfo.InvariantCulture, $"offset 0x{offset:x}"));
        return place.Count == 0 ? message : $"{message} ({string.Join(", ", place)})";
    }
}
