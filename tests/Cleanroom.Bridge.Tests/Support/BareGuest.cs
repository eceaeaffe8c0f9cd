using System.Text;
using Cleanroom.Bridge.Abi;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Support;

/// <summary>A guest without a module: a memory with an allocator that only goes up, and a console whose text can be read.</summary>
sealed class BareGuest : IDisposable
{
    readonly Memory _memory = new(new MemoryType(16, 4096));
    readonly MemoryStream _output = new();
    readonly MemoryStream _error = new();

    public BareGuest(string? input = null, ModuleGeneration? generation = null, GuestOptions? options = null)
    {
        var stream = input is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(input));
        options = (options ?? new GuestOptions()) with { Console = new GuestConsole(stream, _output, _error) };
        Guest = new Guest(_memory, new BumpAllocator(_memory), generation ?? new ModuleGeneration(), options);
    }

    public Guest Guest { get; }

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

    public byte[] Bytes(GuestString value) => Guest.Memory.LengthPrefixed(value.Address).ToArray();

    public string Text(GuestString value) => Encoding.UTF8.GetString(Guest.Memory.LengthPrefixed(value.Address));

    public GuestString String(string text) => Guest.NewString(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _memory.Dispose();

    sealed class BumpAllocator(Memory memory) : GuestAllocator(heapPointer: null)
    {
        uint _next = 1024;

        public override uint Allocate(Guest guest, uint size)
        {
            var address = _next;
            var end = ((ulong)address + size + 7) & ~7UL;
            if (end > memory.Length && memory.Grow((uint)((end - memory.Length + MemoryType.PageSize - 1) / MemoryType.PageSize)) < 0)
                throw Guest.Trap($"guest allocator refused {size} bytes");
            _next = (uint)end;
            return address;
        }
    }
}
