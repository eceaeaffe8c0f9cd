using System.Buffers;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Abi;

/// <summary>
/// One guest as its host functions see it: its memory and allocator, what it may do, where its output goes. Lives as long as the guest state: one program run
/// or one request.
/// </summary>
public sealed class Guest : IDisposable
{
    /// <summary>Why a module without an entry point cannot run.</summary>
    public const string NoEntryPoint = "the module has no entry point: none of _start, start, main, _main and init is exported with type ()";

    const int MaxKeptScratch = 1 << 20;

    readonly CancellationTokenSource _stopping = new();
    Capabilities.DirectoryGrants? _files;
    Capabilities.DirectoryGrants? _storage;
    Capabilities.EnvironmentGrants? _variables;
    HostLists? _lists;
    Json.JsonTree? _json;
    Http.HttpSession? _http;
    Database.DatabaseSession? _database;
    Translations.TranslationSession? _translations;
    Components.ComponentSession? _components;
    readonly ApplicationState _application = ApplicationState.Empty;
    bool _heapIsLifted;

    internal Guest(CleanModule module, GuestOptions options, ApplicationState? application = null) : this(module.Generation, options)
    {
        Module = module;
        if (application is null) return;
        _application = application;
        _heapIsLifted = application.HeapIsLifted;
    }

    /// <summary>A guest on bare memory, without a module.</summary>
    internal Guest(Memory memory, GuestAllocator allocator, ModuleGeneration generation, GuestOptions options) : this(generation, options)
    {
        Memory = new GuestMemory(memory);
        Allocator = allocator;
    }

    Guest(ModuleGeneration generation, GuestOptions options)
    {
        Generation = generation;
        Options = options;
        Console = options.Console;
    }

    /// <summary>The module; null only on bare memory.</summary>
    public CleanModule? Module { get; }

    /// <summary>Which compiler made the module, and what follows from that.</summary>
    public ModuleGeneration Generation { get; }

    /// <summary>What the user of the host decided.</summary>
    public GuestOptions Options { get; }

    /// <summary>The text of the last <c>error()</c> call, for trap reports.</summary>
    public string? LastError { get; internal set; }

    /// <summary>The instance; null only on bare memory.</summary>
    public Instance? Instance { get; internal set; }

    /// <summary>What the guest is run for, for host functions of the layers above: a request, or the start of an application.</summary>
    internal object? Context { get; set; }

    /// <summary>The linear memory, every access checked.</summary>
    internal GuestMemory Memory { get; private set; }

    /// <summary>Allocates in guest memory as the module's generation expects it.</summary>
    internal GuestAllocator Allocator { get; private set; } = null!;

    /// <summary>The directories that file functions may use.</summary>
    internal Capabilities.DirectoryGrants Files => _files ??= new Capabilities.DirectoryGrants(Options.Directories, "--dir");

    /// <summary>The directory that storage functions may use.</summary>
    internal Capabilities.DirectoryGrants Storage => _storage ??= new Capabilities.DirectoryGrants(Options.StorageRoot is { } root ? [new Capabilities.DirectoryGrant(root)] : [], "--storage");

    /// <summary>The environment variables that the guest may read.</summary>
    internal Capabilities.EnvironmentGrants Variables => _variables ??= new Capabilities.EnvironmentGrants(Options.Environment);

    /// <summary>The lists that the host keeps for the guest.</summary>
    internal HostLists Lists => _lists ??= new HostLists((long)Memory.Memory.MaxPages * MemoryType.PageSize);

    /// <summary>Settings and last response of the HTTP client.</summary>
    internal Http.HttpSession Http => _http ??= new Http.HttpSession();

    /// <summary>The JSON text parsed last.</summary>
    internal Json.JsonTree Json => _json ??= new Json.JsonTree();

    /// <summary>What this guest has of the database.</summary>
    internal Database.DatabaseSession Database => _database ??= new Database.DatabaseSession(this);

    /// <summary>Calls to make when the event has ended.</summary>
    internal List<Async.ExportCall> Fired { get; } = [];

    /// <summary>The texts and the locale of the event.</summary>
    internal Translations.TranslationSession Translations => _translations ??= new Translations.TranslationSession(this, _application.Catalogues);

    /// <summary>The components and slots of the event.</summary>
    internal Components.ComponentSession Components => _components ??= new Components.ComponentSession(_application.Components);

    /// <summary>What the guest has left up to now in the portable host functions: the entry point's, for the guests of a pool.</summary>
    internal ApplicationState Application => new(_translations?.Catalogues ?? _application.Catalogues, _components?.Registry ?? _application.Components, _heapIsLifted);

    /// <summary>How often the guest opened or closed a memory scope, for diagnostics.</summary>
    internal long ScopeCalls { get; set; }

    /// <summary>Arena scopes that are open.</summary>
    internal int ArenaDepth { get; set; }

    /// <summary>Standard input, output and error of this guest; a server gives each request its own.</summary>
    internal GuestConsole Console { get; set; }

    /// <summary>Where refusals and failures are logged.</summary>
    internal ILogger Logger => Options.Logger;

    /// <summary>Cancelled when the guest has to stop: waits in host functions end then.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>A buffer for results whose length is not known beforehand. Emptied by whoever starts to use it; never kept across calls.</summary>
    internal ArrayBufferWriter<byte> Scratch { get; private set; } = new();

    /// <summary>Runs the entry point, once, flushes what it printed, and runs the migrations that it registered.</summary>
    /// <exception cref="HostException">The module has no entry point, or a migration failed.</exception>
    /// <exception cref="TrapException">The guest was stopped.</exception>
    public void RunEntryPoint() => RunEntryPoint(makesQueuedCalls: true);

    /// <summary>The same; a server makes the queued calls in guests of their own.</summary>
    internal void RunEntryPoint(bool makesQueuedCalls)
    {
        var name = Module?.EntryPoint ?? throw new HostException(NoEntryPoint);
        try
        {
            var entry = Instance!.GetFunction(name)!;
            if (entry.Type.ResultSpan.Length == 0) entry.Call();
            else entry.Call<int>();
            if (makesQueuedCalls) MakeQueuedCalls();
        }
        finally
        {
            Console.Flush();
            _database?.Reset();
        }
        if (_database is not null) Bridge.Database.Migrations.MigrationFunctions.RunAfterEntryPoint(this);
    }

    // Calls that they queue come after them.
    void MakeQueuedCalls()
    {
        for (var i = 0; i < Fired.Count; i++)
            if (Fired[i].Invoke(this) is null) Logger.CallRefused("_async_fire", Fired[i].Name);
        Fired.Clear();
    }

    /// <summary>Asks the guest to stop at its next loop iteration or call; waits in host functions end at once. Safe from any thread.</summary>
    public void Stop()
    {
        if (Instance?.Store is { } store) store.Interrupt();
        else EndWaits();
    }

    /// <summary>Forgets what belongs to the event that ends: nothing of it is seen by the next one (must-never N31, N61, N62).</summary>
    internal void EndEvent()
    {
        Console.Flush();
        Console = Options.Console;
        LastError = null;
        Fired.Clear();
        _lists = null;
        _json = null;
        _http = null;
        _translations = null;
        _components = null;
        // Rolls back what was begun and not ended (must-never N129).
        _database?.Reset();
        _heapIsLifted = _application.HeapIsLifted;
        ScopeCalls = 0;
        ArenaDepth = 0;
        if (Scratch.Capacity > MaxKeptScratch) Scratch = new ArrayBufferWriter<byte>();
        else Scratch.ResetWrittenCount();
    }

    /// <summary>Ends the waits of host functions for good. The memory goes with the last reference to the guest.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The trap for a host function that ends its wait because the guest has to stop.</summary>
    internal TrapException StopTrap() => Instance?.Store?.StopTrap() ?? new TrapException(TrapKind.Interrupted);

    // A deadline may pass while the guest is being disposed.
    void EndWaits()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Connects the guest with its instance before anything of it runs.</summary>
    internal void Attach(Instance instance)
    {
        Instance = instance;
        instance.Store!.Stopping = EndWaits;
        if (instance.GetMemory("memory") is not { } memory) return;
        Memory = new GuestMemory(memory);
        Allocator = GuestAllocator.For(instance);
        // Allocators of modules without memory.grow cannot get more later (contract, abi 10).
        var definition = instance.Module!.Definition;
        if (!definition.GrowsMemory && definition.Memories[0].Maximum is not null) memory.Grow(memory.MaxPages - memory.Pages);
    }

    /// <summary>Copies bytes into a fresh string. The result is never address 0, also for the empty string.</summary>
    /// <exception cref="TrapException">The guest's memory is at its limit.</exception>
    public GuestString NewString(ReadOnlySpan<byte> bytes)
    {
        var result = NewString(bytes.Length, out var target);
        bytes.CopyTo(target);
        return result;
    }

    /// <summary>Makes a fresh string of a length; the caller fills in the bytes.</summary>
    internal GuestString NewString(int length, out Span<byte> bytes)
    {
        var address = Allocate((uint)length + 4);
        Memory.WriteUInt32(address, (uint)length);
        bytes = Memory.Slice(address + 4, (uint)length);
        return new GuestString(address);
    }

    /// <summary>Makes a fresh block of zeroed bytes, 8-aligned.</summary>
    internal GuestPointer NewBlock(uint size)
    {
        var address = Allocate(size);
        Memory.Slice(address, size).Clear();
        return new GuestPointer(address);
    }

    uint Allocate(uint size)
    {
        if (!_heapIsLifted)
        {
            _heapIsLifted = true;
            Allocator.LiftHeap(this);
        }
        return Allocator.Allocate(this, size);
    }

    /// <summary>The exception with which a host function ends the guest, with a message for its user.</summary>
    public static TrapException Trap(string message) => new(TrapKind.Host, message);
}
