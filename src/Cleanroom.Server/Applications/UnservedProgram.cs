using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Applications;

/// <summary>
/// A program that runs once, without a server. It can import the server functions too, so that a program that uses one among others still runs: request
/// functions behave as outside a request, and registrations are kept but not served.
/// </summary>
public sealed class UnservedProgram
{
    readonly StartContext _start = new();

    UnservedProgram(CleanModule module) => Module = module;

    /// <summary>The module.</summary>
    public CleanModule Module { get; }

    /// <summary>True once the program has registered a route: it is a web application.</summary>
    public bool HasRoutes => _start.Routes.Count > 0;

    /// <summary>Loads a program. The server parts are not loaded for a program that imports only portable functions.</summary>
    /// <param name="bytes">The module.</param>
    /// <param name="engine">The engine that compiles it.</param>
    /// <param name="generation">The compiler generation that produced it; null to detect it.</param>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot run on this host.</exception>
    public static UnservedProgram Load(ReadOnlyMemory<byte> bytes, Engine engine, ModuleGeneration? generation)
    {
        var definition = ModuleDefinition.Parse(bytes);
        var isPortable = definition.Imports.All(import => HostFunctionCatalog.Portable.Find(import.Module, import.Name).Count > 0);
        return new UnservedProgram(CleanModule.Load(definition, engine, generation, isPortable ? HostFunctionCatalog.Portable : ServerFunctions.Catalog));
    }

    /// <summary>Creates the guest that runs the program.</summary>
    /// <param name="options">Options of the guest.</param>
    /// <param name="attached">Called with the guest before any of its code runs, including its start function.</param>
    /// <exception cref="HostException">The module declares more memory than the limit.</exception>
    public Guest CreateGuest(GuestOptions options, Action<Guest> attached) => Module.CreateGuest(options, guest =>
    {
        guest.Context = _start;
        attached(guest);
    });
}
