using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Applications;

/// <summary>
/// A program that runs once, without a server. It has the functions of a server too, so that a program which uses one beside others runs: those of a request
/// answer what they answer outside of one, and what the program registers is kept and served by nobody.
/// </summary>
public sealed class UnservedProgram
{
    readonly StartContext _start = new();

    UnservedProgram(CleanModule module) => Module = module;

    /// <summary>The module.</summary>
    public CleanModule Module { get; }

    /// <summary>True once the program has registered a route: it is a web application.</summary>
    public bool HasRoutes => _start.Routes.Count > 0;

    /// <summary>Loads a program. What serves is not loaded for one that imports portable functions only.</summary>
    /// <param name="bytes">The module.</param>
    /// <param name="engine">Compiles it.</param>
    /// <param name="generation">What made it; null to find out.</param>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot run on this host.</exception>
    public static UnservedProgram Load(ReadOnlyMemory<byte> bytes, Engine engine, ModuleGeneration? generation)
    {
        var definition = ModuleDefinition.Parse(bytes);
        var isPortable = definition.Imports.All(import => HostFunctionCatalog.Portable.Find(import.Module, import.Name).Count > 0);
        return new UnservedProgram(CleanModule.Load(definition, engine, generation, isPortable ? HostFunctionCatalog.Portable : ServerFunctions.Catalog));
    }

    /// <summary>Makes the guest that runs the program.</summary>
    /// <param name="options">What the user decided.</param>
    /// <param name="attached">Told of the guest before anything of it runs, its start function included.</param>
    /// <exception cref="HostException">The module declares more memory than the limit.</exception>
    public Guest CreateGuest(GuestOptions options, Action<Guest> attached) => Module.CreateGuest(options, guest =>
    {
        guest.Context = _start;
        attached(guest);
    });
}
