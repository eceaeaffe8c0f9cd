using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Lists;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Support;

/// <summary>A guest without a module: bare memory, an allocator that only counts up, a console and a log that can be read.</summary>
sealed class BareGuest : IDisposable
{
    readonly Memory _memory;
    readonly MemoryStream _output = new();
    readonly MemoryStream _error = new();

    public BareGuest(GuestOptions? options = null, ModuleGeneration? generation = null, string? input = null, uint maxPages = 4096)
    {
        _memory = new Memory(new MemoryType(4, maxPages));
        var stream = input is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(input));
        Guest = new Guest(_memory, new BumpAllocator(_memory), generation ?? new ModuleGeneration(), (options ?? new GuestOptions()) with { Console = new GuestConsole(stream, _output, _error), Logger = Log });
    }

    public Guest Guest { get; }

    public LogCollector Log { get; } = new();

    /// <summary>Everything that was printed.</summary>
    public string Output
    {
        get
        {
            Guest.Console.Flush();
            return Encoding.UTF8.GetString(_output.ToArray());
        }
    }

    /// <summary>Everything that was written to standard error.</summary>
    public string ErrorOutput => Encoding.UTF8.GetString(_error.ToArray());

    /// <summary>A length-prefixed text in guest memory.</summary>
    public GuestString String(string text) => Guest.NewString(Encoding.UTF8.GetBytes(text));

    public byte[] Bytes(GuestString text) => Guest.Memory.LengthPrefixed(text.Address).ToArray();

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
            var end = ((ulong)address + size + 7) & ~7UL;
            if (end > memory.Length && memory.Grow((uint)((end - memory.Length + MemoryType.PageSize - 1) / MemoryType.PageSize)) < 0)
                throw Guest.Trap($"out of memory: {size} bytes requested");
            _next = (uint)end;
            // What a real allocator hands out is not zeroed.
            memory.Slice(address, size).Fill(0xA5);
            return address;
        }
    }
}
