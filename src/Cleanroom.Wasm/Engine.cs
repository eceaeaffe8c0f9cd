using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>Compiles modules. One engine is enough for a process.</summary>
public sealed class Engine(EngineOptions? options = null)
{
    /// <summary>The compiler options.</summary>
    public EngineOptions Options { get; } = options ?? new EngineOptions();

    /// <summary>Decodes, validates and compiles a module. Its functions are compiled to machine code on their first call.</summary>
    /// <param name="bytes">The module in the binary format.</param>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    public Module Compile(ReadOnlyMemory<byte> bytes) => Compile(ModuleDefinition.Parse(bytes));

    /// <summary>Compiles a parsed module.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="imports">Host functions that are compiled into the module, or null.</param>
    public Module Compile(ModuleDefinition definition, IHostImports? imports = null) => Compilation.ModuleCompiler.Compile(definition, Options, imports);
}
