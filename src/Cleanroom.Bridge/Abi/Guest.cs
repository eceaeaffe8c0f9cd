using System.Buffers;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Abi;

/// <summary>
/// One guest as its host functions see it: its memory and allocator, what it may do, where its output goes. Lives as long as the guest state: one program run
/// or one request.
/// </summary>
public sealed class Guest
{
    internal Guest(Memory memory, GuestAllocator allocator, ModuleGeneration generation, GuestOptions options)
    {
        Memory = new GuestMemory(memory);
        Allocator = allocator;
        Generation = generation;
        Options = options;
        Files = new Capabilities.DirectoryGrants(options.Directories, "--dir");
        Storage = new Capabilities.DirectoryGrants(options.StorageRoot is { } root ? [new Capabilities.DirectoryGrant(root)] : [], "--storage");
        Variables = new Capabilities.EnvironmentGrants(options.Environment);
        Lists = new HostLists((long)memory.MostPages * MemoryType.PageSize);
    }

    /// <summary>The linear memory, every access checked.</summary>
    internal GuestMemory Memory { get; }

    /// <summary>Allocates in guest memory as the module's generation expects it.</summary>
    internal GuestAllocator Allocator { get; }

    /// <summary>Which compiler made the module, and what follows from that.</summary>
    public ModuleGeneration Generation { get; }

    /// <summary>What the user of the host decided.</summary>
    public GuestOptions Options { get; }

    /// <summary>The directories that file functions may use.</summary>
    internal Capabilities.DirectoryGrants Files { get; }

    /// <summary>The directory that storage functions may use.</summary>
    internal Capabilities.DirectoryGrants Storage { get; }

    /// <summary>The environment variables that the guest may read.</summary>
    internal Capabilities.EnvironmentGrants Variables { get; }

    /// <summary>The lists that the host keeps for the guest.</summary>
    internal HostLists Lists { get; }

    /// <summary>The JSON text parsed last.</summary>
    internal Json.JsonTree Json { get; } = new();

    /// <summary>How often the guest opened or closed a memory scope, for diagnostics.</summary>
    internal long ScopeCalls { get; set; }

    /// <summary>Arena scopes that are open.</summary>
    internal int ArenaDepth { get; set; }

    /// <summary>Standard input, output and error of this guest.</summary>
    internal GuestConsole Console => Options.Console;

    /// <summary>Where refusals and failures are logged.</summary>
    internal ILogger Logger => Options.Logger;

    /// <summary>Cancelled when the guest has to stop: waits in host functions end then.</summary>
    internal CancellationToken Stopping { get; set; }

    /// <summary>The instance, null only while the host functions are tested on bare memory.</summary>
    internal Instance? Instance { get; set; }

    /// <summary>The text of the last <c>error()</c> call, for trap reports.</summary>
    public string? LastError { get; internal set; }

    /// <summary>A buffer for results whose length is not known beforehand. Emptied by whoever starts to use it; never kept across calls.</summary>
    internal ArrayBufferWriter<byte> Scratch { get; } = new();

    /// <summary>Copies bytes into a fresh string. The result is never address 0, also for the empty string.</summary>
    internal GuestString NewString(ReadOnlySpan<byte> bytes)
    {
        var result = NewString(bytes.Length, out var target);
        bytes.CopyTo(target);
        return result;
    }

    /// <summary>Makes a fresh string of a length; the caller fills in the bytes.</summary>
    internal GuestString NewString(int length, out Span<byte> bytes)
    {
        var address = Allocator.Allocate(this, (uint)length + 4);
        Memory.WriteUInt32(address, (uint)length);
        bytes = Memory.Slice(address + 4, (uint)length);
        return new GuestString(address);
    }

    /// <summary>Makes a fresh block of zeroed bytes, 8-aligned.</summary>
    internal GuestPointer NewBlock(uint size)
    {
        var address = Allocator.Allocate(this, size);
        Memory.Slice(address, size).Clear();
        return new GuestPointer(address);
    }

    /// <summary>A refusal that ends the guest with a message.</summary>
    internal static TrapException Trap(string message) => new(TrapKind.Host, message);
}
