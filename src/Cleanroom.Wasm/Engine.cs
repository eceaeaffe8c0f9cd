using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>Compiles modules. One engine serves a whole process.</summary>
public sealed class Engine(EngineOptions? options = null)
{
    /// <summary>How modules are compiled.</summary>
    public EngineOptions Options { get; } = options ?? new EngineOptions();

    /// <summary>Decodes, validates and compiles a module. Its functions become machine code when they are first called.</summary>
    /// <param name="bytes">The module in the binary format.</param>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    public Module Compile(ReadOnlyMemory<byte> bytes) => Compile(ModuleDefinition.Parse(bytes));

    /// <summary>Compiles a module that was parsed before.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="imports">Host functions that are compiled into the module, or null.</param>
    public Module Compile(ModuleDefinition definition, IHostImports? imports = null) => Compilation.ModuleCompiler.Compile(definition, Options, imports);
}
