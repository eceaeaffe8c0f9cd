using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Settings;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge;

/// <summary>A module of a Clean compiler, compiled and bound to the host functions. Creates any number of guests.</summary>
public sealed class CleanModule
{
    static readonly FunctionType Procedure = new([], []);
    static readonly FunctionType IntegerFunction = new([], [ValueType.I32]);
    static readonly string[] EntryPoints = ["_start", "start", "main", "_main", "init"];

    readonly LinkedModule _linked;
    readonly IReadOnlyList<ImportBinding> _bindings;
    readonly bool[] _refused;
    string? _sha256;

    CleanModule(ModuleDefinition definition, ModuleGeneration generation, LinkedModule linked, ImportBinder binder)
    {
        Definition = definition;
        Generation = generation;
        _bindings = binder.Bindings;
        Imports = [.. _bindings.Select(static binding => binding.Report)];
        Tier = MemoryTier.Of(definition);
        HasBumpMalloc = BumpMalloc.IsIn(definition);
        EntryPoint = FindEntryPoint(definition);
        _linked = linked;
        _refused = new bool[Imports.Count];
    }

    /// <summary>The decoded module.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>The compiler generation that produced it.</summary>
    public ModuleGeneration Generation { get; }

    /// <summary>How each import is satisfied.</summary>
    public IReadOnlyList<ImportReport> Imports { get; }

    /// <summary>The memory tier that it declares.</summary>
    public MemoryTier Tier { get; }

    /// <summary>Name of the entry point export, or null (contract, abi 2).</summary>
    public string? EntryPoint { get; }

    /// <summary>The SHA-256 of its bytes in hex.</summary>
    public string Sha256 => _sha256 ??= Hash(Definition.Binary.Span);

    /// <summary>True when the host can do the allocations of its <c>malloc</c> in place.</summary>
    internal bool HasBumpMalloc { get; }

    internal Module Compiled => _linked.Module;

    /// <summary>Decodes, validates, compiles and binds a module.</summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot run on this host.</exception>
    /// <param name="bytes">The module.</param>
    /// <param name="engine">The engine that compiles it; null for an engine with default options.</param>
    /// <param name="generation">The compiler generation that produced it; null to detect it.</param>
    /// <param name="hostFunctions">Types with your own host functions: static methods with a <see cref="HostFunctionAttribute"/>.</param>
    public static CleanModule Load(ReadOnlyMemory<byte> bytes, Engine? engine = null, ModuleGeneration? generation = null, IReadOnlyList<Type>? hostFunctions = null) =>
        Load(ModuleDefinition.Parse(bytes), engine, generation, HostFunctionCatalog.Portable.With(hostFunctions ?? []));

    internal static CleanModule Load(ModuleDefinition definition, Engine? engine, ModuleGeneration? generation, HostFunctionCatalog catalog)
    {
        if (definition.Imports.FirstOrDefault(import => import.Kind != ExternalKind.Function) is { } foreign)
            throw new HostException($"the module imports the {foreign.Kind.ToString().ToLowerInvariant()} {foreign.Module}.{foreign.Name}; this host provides functions only");
        if (definition.Imports.Count > 0 && definition.FindExport("memory") is not { Kind: ExternalKind.Memory })
            throw new HostException("the module imports host functions but does not export its memory under the name \"memory\"");
        generation ??= ModuleGeneration.Detect(definition);
        var binder = new ImportBinder(catalog, generation, ModulePermissions.Of(definition));
        var module = (engine ?? new Engine()).Compile(definition, binder);
        return new CleanModule(definition, generation, new Linker().Link(module), binder);
    }

    /// <summary>Returns the SHA-256 of a module's bytes in hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Creates a guest. Its memory is initialized; of its code, only the module's start function has run, if it has one.</summary>
    /// <param name="options">Options of the guest.</param>
    /// <param name="attached">Called with the guest before any of its code runs. A guest that traps during creation is not returned, so this is the only way
    /// to get hold of it.</param>
    /// <exception cref="HostException">The module declares more memory than the limit, the budget or the system allows.</exception>
    /// <exception cref="TrapException">A segment is out of bounds, or the start function was stopped.</exception>
    public Guest CreateGuest(GuestOptions options, Action<Guest>? attached = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var guest = new Guest(this, options);
        try
        {
            _linked.Instantiate(NewStore(guest), instance =>
            {
                guest.Attach(instance);
                attached?.Invoke(guest);
            });
            return guest;
        }
        catch (InsufficientMemoryException refused)
        {
            Discard(guest);
            throw new HostException(refused.Message, refused);
        }
        catch
        {
            Discard(guest);
            throw;
        }

        static void Discard(Guest guest)
        {
            guest.Console.Flush();
            guest.Dispose();
            // Guest memory is invisible to the garbage collector: the memory of failing versions would pile up while a program is reloaded.
            guest.Instance?.GetMemory("memory")?.Dispose();
        }
    }

    /// <summary>
    /// Creates a pool of guests that all start in the current state of a guest: its memory and the translations and components it registered.
    /// </summary>
    /// <param name="template">The guest; its entry point has returned.</param>
    /// <param name="options">The options of the pool's guests.</param>
    /// <param name="maxIdle">Maximum number of idle guests in the pool.</param>
    public GuestPool CreatePool(Guest template, GuestOptions options, int maxIdle = 64)
    {
        ArgumentNullException.ThrowIfNull(template);
        var (application, isLifted) = (template.PassOnState(), template.HeapIsLifted);
        // Without keeping alive those that a trap ended.
        var guests = new ConditionalWeakTable<Guest, object?>();
        return new GuestPool(new InstancePool(_linked, template.Instance!, NewGuest, maxIdle, static instance => ((Guest)instance.Store!.State!).Attach(instance)), guests);

        Store NewGuest()
        {
            var guest = new Guest(this, options, application, isLifted);
            guests.Add(guest, null);
            return NewStore(guest);
        }
    }

    /// <summary>Returns what a call of a function may wait for.</summary>
    internal Waits WaitsOf(FunctionHandle function)
    {
        var waits = Waits.None;
        foreach (var import in Compiled.ImportsReachableFrom(function)) waits |= _bindings[import].Waits;
        return waits;
    }

    /// <summary>True the first time a function of the module is refused.</summary>
    internal bool IsFirstRefusal(int import) => !Interlocked.Exchange(ref _refused[import], true);

    Store NewStore(Guest guest)
    {
        var limit = guest.Options.MemoryLimit ?? Tier.MaxBytes;
        if (Definition.Memories.Count > 0 && (ulong)Definition.Memories[0].Minimum * MemoryType.PageSize is var initial && initial > limit)
            throw new HostException($"the module starts with {initial} bytes of memory, the limit is {limit} bytes: raise it with {guest.Options.SettingNames["max-memory"]}");
        if (Definition.Tables.FirstOrDefault(table => table.Minimum > guest.Options.Limits.TableElements) is { Minimum: > 0 } table)
            throw new HostException($"the module starts with a table of {table.Minimum} slots, the limit is {guest.Options.Limits.TableElements}: raise it with {guest.Options.SettingNames["max-table"]}");
        return new Store(guest.Options.Limits with { MemoryBytes = limit, TrapOnRefusedGrowth = guest.Options.TrapOnRefusedGrowth ?? Generation.IsCompilerMade }, guest);
    }

    static string? FindEntryPoint(ModuleDefinition definition) =>
        EntryPoints.FirstOrDefault(name => definition.ExportedFunctionType(name) is { } type && (type.Equals(Procedure) || type.Equals(IntegerFunction)));
}
