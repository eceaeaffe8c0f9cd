using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Applications;

/// <summary>The host functions that a served application can import: the portable ones and those of the server.</summary>
public static class ServerFunctions
{
    static readonly Lazy<HostFunctionCatalog> LazyCatalog = new(() => HostFunctionCatalog.Portable.With(typeof(CleanApplication).Assembly, static name => UnavailableFunctions.ByName.GetValueOrDefault(name)));

    /// <summary>All functions, by module and name.</summary>
    public static IReadOnlyList<HostFunctionDescription> All => HostFunctionList.Of(Catalog);

    internal static HostFunctionCatalog Catalog => LazyCatalog.Value;

    /// <summary>Loads a module the way a server does.</summary>
    /// <param name="bytes">The module.</param>
    /// <param name="generation">The compiler generation that produced it; null to detect it.</param>
    /// <param name="hostFunctions">Types with the embedder's host functions.</param>
    /// <exception cref="Cleanroom.Wasm.WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot run on this host.</exception>
    public static CleanModule Load(ReadOnlyMemory<byte> bytes, ModuleGeneration? generation = null, IReadOnlyList<Type>? hostFunctions = null) =>
        CleanModule.Load(ModuleDefinition.Parse(bytes), null, generation, Catalog.With(hostFunctions ?? []));
}
