using System.Text;
using Cleanroom.Bridge.Abi;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Tests.Support;

/// <summary>A guest without an instance: bare memory, an allocator that only counts up, a log to look at.</summary>
sealed class BareGuestB : IDisposable
{
    readonly Memory _memory;

    public BareGuestB(GuestOptions? options = null, ModuleGeneration? generation = null, uint mostPages = 512)
    {
        _memory = new Memory(new MemoryType(4, mostPages));
        Guest = new Guest(_memory, new BumpAllocator(_memory), generation ?? new ModuleGeneration(), (options ?? new GuestOptions()) with { Logger = Log });
    }

    public Guest Guest { get; }

    public LineLogger Log { get; } = new();

    /// <summary>Length-prefixed text in guest memory.</summary>
    public uint Text(string text) => Guest.NewString(Encoding.UTF8.GetBytes(text)).Address;

    public string Read(GuestString text) => Encoding.UTF8.GetString(Guest.Memory.LengthPrefixed(text.Address));

    public string Read(GuestPointer text) => Read(new GuestString(text.Address));

    public uint Word(GuestPointer at, uint offset) => Guest.Memory.ReadUInt32(at.Address + offset);

    /// <summary>A block of words.</summary>
    public GuestPointer Words(params uint[] words)
    {
        var block = Guest.NewBlock((uint)words.Length * 4);
        for (var i = 0; i < words.Length; i++) Guest.Memory.WriteUInt32(block.Address + (uint)i * 4, words[i]);
        return block;
    }

    /// <summary>A real list as generated code makes it.</summary>
    public GuestPointer List(uint capacity, params uint[] elements) =>
        Words([(uint)elements.Length, capacity, 4, 0, .. elements, .. new uint[capacity - elements.Length]]);

    /// <summary>The elements of a list as 32-bit words.</summary>
    public int[] Elements(GuestPointer list) => new GuestList(Guest, list.Address).Words.ToArray();

    public double Number(GuestPointer list, uint index) => Guest.Memory.ReadDouble(list.Address + 16 + index * 8);

    public void Dispose() => _memory.Dispose();

    sealed class BumpAllocator(Memory memory) : GuestAllocator(heapPointer: null)
    {
        uint _next = 1024;

        public override uint Allocate(Guest guest, uint size)
        {
            var address = _next;
            var end = address + (ulong)size + 7 & ~7UL;
            if (end > memory.Length && memory.Grow((uint)((end - memory.Length + MemoryType.PageSize - 1) / MemoryType.PageSize)) < 0)
                throw Guest.Trap($"out of memory: {size} bytes wanted");
            _next = (uint)end;
            // What a real allocator hands out is not zeroed.
            memory.Slice(address, size).Fill(0xA5);
            return address;
        }
    }
}

/// <summary>Keeps log lines.</summary>
sealed class LineLogger : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add(formatter(state, exception));
}
