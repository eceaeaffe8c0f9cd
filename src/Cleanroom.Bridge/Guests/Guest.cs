using System.Buffers;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Settings;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Guests;

/// <summary>
/// A guest as host functions see it: its memory and allocator, its permissions and its output. Lives as long as the guest state: one program run or one
/// request.
/// </summary>
public sealed class Guest : IDisposable
{
    /// <summary>Error message for a module without an entry point.</summary>
    public const string NoEntryPoint = "the module has no entry point: none of _start, start, main, _main and init is exported with type ()";

    const int MaxKeptScratch = 1 << 20;

    readonly CancellationTokenSource _stopping = new();
    DirectoryGrants? _files;
    DirectoryGrants? _storage;
    EnvironmentGrants? _variables;
    readonly StateSlots _states = new();
    readonly StateSlots _application;
    readonly bool _beginsLifted;

    /// <summary>Creates a guest of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">Options of the guest.</param>
    /// <param name="application">What the entry point left for every event, or null.</param>
    /// <param name="heapIsLifted">True when the host has already allocated in the initial memory: the heap is not lifted again.</param>
    internal Guest(CleanModule module, GuestOptions options, StateSlots? application = null, bool heapIsLifted = false) : this(module.Generation, options, application)
    {
        Module = module;
        HeapIsLifted = _beginsLifted = heapIsLifted;
    }

    /// <summary>Creates a guest on bare memory, without a module.</summary>
    internal Guest(Memory memory, GuestAllocator allocator, ModuleGeneration generation, GuestOptions options) : this(generation, options, null)
    {
        Memory = new GuestMemory(memory);
        Allocator = allocator;
    }

    Guest(ModuleGeneration generation, GuestOptions options, StateSlots? application)
    {
        _application = application ?? new StateSlots();
        ServesEvents = application is not null;
        Generation = generation;
        Options = options;
        Console = options.Console;
    }

    /// <summary>True for a guest that handles events of an application, whose entry point has returned.</summary>
    internal bool ServesEvents { get; }

    /// <summary>The module; null only on bare memory.</summary>
    public CleanModule? Module { get; }

    /// <summary>The compiler generation of the module, and what follows from it.</summary>
    public ModuleGeneration Generation { get; }

    /// <summary>The options.</summary>
    public GuestOptions Options { get; }

    /// <summary>The text of the last <c>error()</c> call, for trap reports.</summary>
    public string? LastError { get; internal set; }

    /// <summary>The instance; null only on bare memory.</summary>
    public Instance? Instance { get; internal set; }

    /// <summary>The event that the guest runs for, for host functions of higher layers: a request, or the start of an application.</summary>
    internal object? Context { get; set; }

    /// <summary>The linear memory; every access is checked.</summary>
    internal GuestMemory Memory { get; private set; }

    /// <summary>Allocates in guest memory the way the module's generation expects.</summary>
    internal GuestAllocator Allocator { get; private set; } = null!;

    /// <summary>The directories that file functions may use.</summary>
    internal DirectoryGrants Files => _files ??= new DirectoryGrants(Options.Directories, Options.Closed, Options.SettingNames["dir"], Logger);

    /// <summary>The directory that storage functions may use.</summary>
    internal DirectoryGrants Storage => _storage ??= new DirectoryGrants(Options.StorageRoot is { } root ? [new DirectoryGrant(root)] : [], Options.Closed, Options.SettingNames["storage"], Logger);

    /// <summary>The environment variables that the guest may read.</summary>
    internal EnvironmentGrants Variables => _variables ??= new EnvironmentGrants(Options.Environment, Options.SettingNames["env"], Logger);

    /// <summary>True once the host has allocated in the guest's memory.</summary>
    internal bool HeapIsLifted { get; private set; }

    /// <summary>Standard input, output and error of this guest; a server sets a separate console per request.</summary>
    internal GuestConsole Console { get; set; }

    /// <summary>Where refusals and failures are logged.</summary>
    internal ILogger Logger => Options.Logger;

    /// <summary>Cancelled when the guest has to stop; ends blocking waits in host functions.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The event when it lasts as long as a client wants, else null.</summary>
    internal LongEvent? LongEvent { get; set; }

    /// <summary>Waits for some time. Returns early when a <see cref="LongEvent"/> ends.</summary>
    /// <exception cref="TrapException">The guest has to stop.</exception>
    internal void Wait(TimeSpan time)
    {
        var stopping = Stopping.WaitHandle;
        if (LongEvent is not { } longEvent)
        {
            if (stopping.WaitOne(time)) throw StopTrap();
            return;
        }
        var store = Instance!.Store!;
        if (!longEvent.Leaving.IsCancellationRequested) store.ClearDeadline();
        if (WaitHandle.WaitAny([stopping, longEvent.Leaving.WaitHandle], time) == 0) throw StopTrap();
        StartStretch();
    }

    /// <summary>Lets the guest of a <see cref="LongEvent"/> run for the time of a stretch from now.</summary>
    internal void StartStretch()
    {
        if (LongEvent is { Leaving.IsCancellationRequested: false } longEvent) Instance!.Store!.SetDeadline(longEvent.MaxStretch);
    }

    /// <summary>A buffer for results of unknown length. The user empties it first and never keeps it across calls.</summary>
    internal ArrayBufferWriter<byte> Scratch { get; private set; } = new();

    /// <summary>Returns a feature's per-event state, creating it if necessary.</summary>
    internal T State<T>() where T : class, IGuestState<T> => _states.Find<T>() ?? _states.Set(T.Create(this));

    /// <summary>Returns a feature's per-event state, or null if it was not used in this event.</summary>
    internal T? FindState<T>() where T : class, IGuestState<T> => _states.Find<T>();

    /// <summary>Returns what the entry point left for all events of the application, or null.</summary>
    internal T? FindApplicationState<T>() where T : class => _application.Find<T>();

    /// <summary>Returns what this guest, whose entry point has returned, leaves for all events of the application.</summary>
    internal StateSlots PassOnState()
    {
        var application = new StateSlots();
        _states.PassOn(application);
        return application;
    }

    /// <summary>Runs the entry point, once, and the work that features do after it, such as migrations. Flushes the output.</summary>
    /// <exception cref="HostException">The module has no entry point, or a feature failed.</exception>
    /// <exception cref="TrapException">The guest was stopped.</exception>
    public void RunEntryPoint() => RunEntryPoint(isWholeProgram: true);

    /// <summary>Runs the entry point.</summary>
    /// <param name="isWholeProgram">False for an application, which handles events later.</param>
    internal void RunEntryPoint(bool isWholeProgram)
    {
        var name = Module?.EntryPoint ?? throw new HostException(NoEntryPoint);
        try
        {
            var entry = Instance!.GetFunction(name)!;
            if (entry.Type.ResultSpan.Length == 0) entry.Call();
            else entry.Call<int>();
            if (isWholeProgram)
                foreach (var feature in GuestFeatures.All) feature.ProgramReturned(this);
        }
        finally
        {
            Console.Flush();
        }
        FinishEntryPoint();
    }

    // The deadline of a call does not cover what features do after it.
    void FinishEntryPoint()
    {
        using var limit = Options.Limits.Deadline is { } time ? new Timer(static guest => ((Guest)guest!).EndWaits(), this, time, Timeout.InfiniteTimeSpan) : null;
        try
        {
            foreach (var feature in GuestFeatures.All) feature.EntryPointReturned(this);
        }
        catch (HostException stopped) when (limit is not null && Stopping.IsCancellationRequested)
        {
            throw new TrapException(TrapKind.DeadlineExceeded, stopped.Message, stopped);
        }
    }

    /// <summary>Asks the guest to stop at its next loop iteration or call; waits in host functions end at once. Thread-safe.</summary>
    public void Stop()
    {
        if (Instance?.Store is { } store) store.Interrupt();
        else EndWaits();
    }

    /// <summary>Discards the state of the event: the next event sees none of it (must-never N31, N61, N62).</summary>
    internal void EndEvent()
    {
        Console.Flush();
        Console = Options.Console;
        LastError = null;
        LongEvent = null;
        _states.Clear();
        HeapIsLifted = _beginsLifted;
        if (Scratch.Capacity > MaxKeptScratch) Scratch = new ArrayBufferWriter<byte>();
        else Scratch.ResetWrittenCount();
    }

    /// <summary>Ends all waits of host functions. The memory is freed with the last reference to the guest.</summary>
    public void Dispose()
    {
        _states.DisposeAll();
        _stopping.Dispose();
    }

    /// <summary>Returns the trap for a host function whose wait ended because the guest has to stop.</summary>
    internal TrapException StopTrap() => Instance?.Store?.StopTrap() ?? new TrapException(TrapKind.Interrupted);

    // A deadline may expire while the guest is being disposed.
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

    /// <summary>Connects the guest with its instance before any code runs.</summary>
    internal void Attach(Instance instance)
    {
        Instance = instance;
        instance.Store!.Stopping = EndWaits;
        if (instance.GetMemory("memory") is not { } memory) return;
        Memory = new GuestMemory(memory);
        Allocator = GuestAllocator.For(instance, Module?.HasBumpMalloc ?? false);
        // Allocators of modules without memory.grow cannot get more memory later (contract, abi 10).
        var definition = instance.Module!.Definition;
        if (definition.GrowsMemory || definition.Memories[0].Maximum is null) return;
        if (memory.Grow(memory.MaxPages - memory.Pages) < 0) throw new InsufficientMemoryException(memory.OutOfMemory((ulong)(memory.MaxPages - memory.Pages) * MemoryType.PageSize).Message);
    }

    /// <summary>Copies bytes into a new string. The result is never address 0, not even for the empty string.</summary>
    /// <exception cref="TrapException">The guest's memory is at its limit.</exception>
    public GuestString NewString(ReadOnlySpan<byte> bytes)
    {
        var result = NewString(bytes.Length, out var target);
        bytes.CopyTo(target);
        return result;
    }

    /// <summary>Allocates a new string of the given length; the caller fills in the bytes.</summary>
    internal GuestString NewString(int length, out Span<byte> bytes)
    {
        var address = Allocate((uint)length + 4);
        Memory.WriteUInt32(address, (uint)length);
        bytes = Memory.Slice(address + 4, (uint)length);
        return new GuestString(address);
    }

    /// <summary>Allocates a new block of zeroed bytes, 8-aligned.</summary>
    internal GuestPointer NewBlock(uint size)
    {
        var address = Allocate(size);
        Memory.Slice(address, size).Clear();
        return new GuestPointer(address);
    }

    uint Allocate(uint size)
    {
        if (!HeapIsLifted)
        {
            HeapIsLifted = true;
            Allocator.LiftHeap(this);
        }
        return Allocator.Allocate(this, size);
    }

    /// <summary>Returns the exception with which a host function stops the guest; the message is for the user.</summary>
    public static TrapException Trap(string message) => new(TrapKind.Host, message);
}
