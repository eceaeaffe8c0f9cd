using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;
using Cleanroom.Wasm.Validation;

namespace Cleanroom.Wasm;

/// <summary>A decoded and validated module: its imports, definitions and exports. It is not compiled yet.</summary>
public sealed class ModuleDefinition
{
    internal ModuleDefinition(byte[] bytes) => Bytes = bytes;

    /// <summary>Decodes and validates a module.</summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module, or exceed a limit of this engine.</exception>
    public static ModuleDefinition Parse(ReadOnlyMemory<byte> bytes)
    {
        var module = ModuleDecoder.Decode(bytes.ToArray());
        ModuleValidator.Validate(module);
        return module;
    }

    /// <summary>The module's bytes.</summary>
    public ReadOnlyMemory<byte> Binary => Bytes;

    internal byte[] Bytes { get; }

    /// <summary>The types of the type section.</summary>
    public IReadOnlyList<FunctionType> Types { get; internal set; } = [];

    /// <summary>The imports, in order.</summary>
    public IReadOnlyList<ImportDefinition> Imports { get; internal set; } = [];

    /// <summary>The exports, in order.</summary>
    public IReadOnlyList<ExportDefinition> Exports { get; internal set; } = [];

    /// <summary>Types of all functions, imported ones first.</summary>
    public IReadOnlyList<FunctionType> Functions { get; internal set; } = [];

    /// <summary>Types of all memories, imported ones first.</summary>
    public IReadOnlyList<MemoryType> Memories { get; internal set; } = [];

    /// <summary>Types of all tables, imported ones first.</summary>
    public IReadOnlyList<TableType> Tables { get; internal set; } = [];

    /// <summary>Types of all globals, imported ones first.</summary>
    public IReadOnlyList<GlobalType> Globals { get; internal set; } = [];

    /// <summary>The data segments.</summary>
    public IReadOnlyList<DataSegment> DataSegments { get; internal set; } = [];

    /// <summary>The custom sections, in order.</summary>
    public IReadOnlyList<CustomSection> CustomSections { get; internal set; } = [];

    /// <summary>Number of imported functions at the start of <see cref="Functions"/>.</summary>
    public int ImportedFunctions { get; internal set; }

    internal int ImportedGlobals { get; set; }

    internal int ImportedTables { get; set; }

    internal int ImportedMemories { get; set; }

    internal ConstantExpression[] GlobalInitializers { get; set; } = [];

    internal ElementSegment[] ElementSegments { get; set; } = [];

    internal FunctionBody[] Bodies { get; set; } = [];

    internal int StartFunction { get; set; } = -1;

    internal int StartOffset { get; set; }

    internal int DeclaredDataCount { get; set; } = -1;

    internal Dictionary<int, string> FunctionNames { get; set; } = [];

    /// <summary>The validator's findings about each body.</summary>
    internal FunctionFacts[] Facts { get; set; } = [];

    /// <summary>True when a function body contains a <c>memory.grow</c>.</summary>
    public bool GrowsMemory => Facts.Any(facts => facts.GrowsMemory);

    /// <summary>Returns the name of a function from the name section, else of its import or an export, or null.</summary>
    public string? FunctionName(int index)
    {
        if (FunctionNames.TryGetValue(index, out var name)) return name;
        if (index < ImportedFunctions)
        {
            var import = Imports.Where(i => i.Kind == ExternalKind.Function).ElementAt(index);
            return $"{import.Module}.{import.Name}";
        }
        return Exports.FirstOrDefault(e => e.Kind == ExternalKind.Function && e.Index == index)?.Name;
    }

    /// <summary>Returns the code of a function as it is in the binary: its local declarations and its instructions. Empty for an imported function.</summary>
    public ReadOnlySpan<byte> CodeOf(int function) =>
        function < ImportedFunctions ? default : Binary.Span[Bodies[function - ImportedFunctions].Start..Bodies[function - ImportedFunctions].End];

    /// <summary>Returns the export with a name, or null.</summary>
    public ExportDefinition? FindExport(string name) => Exports.FirstOrDefault(e => e.Name == name);

    /// <summary>Returns the type of an exported function, or null when it does not exist.</summary>
    public FunctionType? ExportedFunctionType(string name) =>
        FindExport(name) is { Kind: ExternalKind.Function } export ? Functions[export.Index] : null;
}
