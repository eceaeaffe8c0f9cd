using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Guests;

/// <summary>How strings travel and where results lie (contract, abi 8 to 10; must-never B).</summary>
public sealed class MemoryContractTests
{
    const int Abcd = 4096, FirstHalf = 4104, SecondHalf = 4112, Text = 4120;

    [Fact]
    public void Guide_generation_prints_through_the_heap_word()
    {
        using var output = new MemoryStream();
        using var guest = Load("abi_guide", new GuestOptions { Console = new GuestConsole(null, output, Stream.Null) });
        guest.RunEntryPoint();
        Assert.True(guest.Generation.IsGuide);
        Assert.Equal("n=42\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(272u, guest.Memory.ReadUInt32(0));
    }

    [Fact]
    [Trait("Rule", "N15")]
    public void Host_strings_and_guest_blocks_never_overlap()
    {
        using var guest = Load("abi_malloc");
        var malloc = guest.Instance!.GetFunction("malloc")!;
        var blocks = new List<(uint Start, uint End)>();
        for (var i = 0; i < 5000; i++)
        {
            var text = Concat(guest, Abcd, Abcd);
            blocks.Add((text, text + 12));
            var block = (uint)malloc.Call<int, int>(1 + i % 40);
            blocks.Add((block, block + 1 + (uint)(i % 40)));
        }
        blocks.Sort();
        for (var i = 1; i < blocks.Count; i++) Assert.True(blocks[i - 1].End <= blocks[i].Start, $"{blocks[i - 1]} and {blocks[i]} overlap");
    }

    [Fact]
    [Trait("Rule", "N16")]
    [Trait("Rule", "N17")]
    public void Data_is_unchanged_by_allocations()
    {
        using var guest = Load("abi_malloc");
        var before = guest.Memory.Read(0, 4200).ToArray();
        for (var i = 0; i < 1000; i++) Concat(guest, Abcd, Abcd);
        Assert.Equal(before, guest.Memory.Read(0, 4200).ToArray());
    }

    [Fact]
    [Trait("Rule", "N18")]
    public void Heap_pointer_is_moved_when_malloc_does_not()
    {
        using var guest = Load("abi_lazy_malloc");
        var result = Concat(guest, 1024, 1024);
        Assert.True((uint)guest.Instance!.GetGlobal("__heap_ptr")!.Value.AsInt32() >= result + 16);
    }

    [Fact]
    [Trait("Rule", "N19")]
    public void Module_that_cannot_grow_gets_its_maximum()
    {
        using var guest = Load("abi_malloc");
        Assert.Equal(64u, guest.Memory.Memory.Pages);
        guest.Instance!.GetGlobal("__heap_ptr")!.Int32 = 16 * 65536 - 4;
        var result = Concat(guest, Abcd, Abcd);
        Assert.Equal("abcdabcd", Read(guest, result));
    }

    [Fact]
    [Trait("Rule", "N20")]
    public void Refused_allocation_traps_and_leaves_address_0_alone()
    {
        using var guest = Load("abi_lazy_malloc");
        guest.Memory.WriteUInt32(1024, 800);
        var trap = Assert.Throws<TrapException>(() => Concat(guest, 1024, 1024));
        Assert.Equal(TrapKind.OutOfMemory, trap.Kind);
        Assert.Contains("guest allocator refused 1604 bytes", trap.Message, StringComparison.Ordinal);
        Assert.Equal(0u, guest.Memory.ReadUInt32(0));
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(12, 8)]
    [InlineData(0, 0)]
    [InlineData(4, 40)]
    [InlineData(16, 8)]
    [Trait("Rule", "N21")]
    public void Mem_alloc_gives_the_larger_number_of_zeroed_bytes(int first, int second)
    {
        using var guest = Load("abi_malloc");
        var allocate = guest.Instance!.GetFunction("alloc")!;
        uint Allocate() => (uint)allocate.Invoke(Value.FromInt32(first), Value.FromInt32(second))[0].AsInt32();
        var (one, two) = (Allocate(), Allocate());
        var size = (uint)Math.Max(8, Math.Max(first, second));
        Assert.NotEqual(0u, one);
        Assert.Equal(0u, one % 8);
        Assert.True(two >= one + size);
        Assert.Equal(-1, guest.Memory.Read(one, size).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    [Trait("Rule", "N26")]
    public void Values_survive_scopes()
    {
        using var guest = Load("abi_malloc");
        var text = Concat(guest, Abcd, Abcd);
        guest.Instance!.GetFunction("scope")!.Call();
        Concat(guest, FirstHalf, FirstHalf);
        Assert.Equal("abcdabcd", Read(guest, text));
    }

    [Fact]
    [Trait("Rule", "N27")]
    public void Result_never_is_an_argument()
    {
        using var guest = Load("abi_malloc");
        Assert.NotEqual((uint)Abcd, Concat(guest, Abcd, 0));
        Assert.NotEqual((uint)Abcd, Concat(guest, 0, Abcd));
        Assert.NotEqual(0u, Concat(guest, 0, 0));
    }

    [Fact]
    [Trait("Rule", "N28")]
    public void Text_as_length_traps_with_its_bytes()
    {
        using var guest = Load("abi_malloc");
        var before = guest.Instance!.GetGlobal("__heap_ptr")!.Int32;
        var trap = Assert.Throws<TrapException>(() => Concat(guest, Text, Abcd));
        Assert.Equal("env.string.concat, argument 1: the string at address 4120 with length 542393671 (bytes there: 474554202f20485454502f312e312061) is outside the memory of 4194304 bytes", trap.Message);
        Assert.Equal(before, guest.Instance.GetGlobal("__heap_ptr")!.Int32);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-4)]
    [InlineData(64 * 65536 - 3)]
    [InlineData(int.MinValue)]
    [Trait("Rule", "N29")]
    public void Pointer_outside_memory_traps_and_names_the_argument(int address)
    {
        using var guest = Load("abi_malloc");
        var trap = Assert.Throws<TrapException>(() => Concat(guest, Abcd, address));
        Assert.StartsWith($"env.string.concat, argument 2: the string at address {(uint)address}", trap.Message, StringComparison.Ordinal);
        Assert.Equal(TrapKind.Host, trap.Kind);
    }

    [Theory]
    [InlineData("string_concat", "(iiii)i", 2)]
    [InlineData("print", "(ii)", 1)]
    [Trait("Rule", "N4")]
    [Trait("Rule", "N29")]
    public void Pair_outside_memory_traps(string name, string shape, int strings)
    {
        foreach (var (address, length) in new[] { (0, -1), (65536, 1), (65535, 2), (-1, 1), (1, int.MaxValue), (int.MinValue, int.MinValue) })
        {
            using var guest = CleanModule.Load(GuestBuilder.Importing("env", name, GuestBuilder.Parse(shape))).CreateGuest(new GuestOptions());
            Value[] arguments = [.. Enumerable.Repeat((Value[])[Value.FromInt32(address), Value.FromInt32(length)], strings).SelectMany(pair => pair)];
            var trap = Assert.Throws<TrapException>(() => guest.Instance!.GetFunction("call")!.Invoke(arguments));
            Assert.Equal($"env.{name}, argument 1: address {(uint)address} with length {(uint)length} is outside the memory of 65536 bytes", trap.Message);
        }
    }

    [Fact]
    [Trait("Rule", "N34")]
    public void String_pointer_0_is_empty_in_every_generation()
    {
        using var guest = Load("abi_malloc");
        Assert.Equal(0, guest.Instance!.GetFunction("length")!.Call<int, int>(0));
    }

    [Fact]
    [Trait("Rule", "N36")]
    public void Two_halves_of_a_character_join()
    {
        using var guest = Load("abi_malloc");
        Assert.Equal("é", Read(guest, Concat(guest, FirstHalf, SecondHalf)));
    }

    [Fact]
    [Trait("Rule", "N22")]
    [Trait("Rule", "N23")]
    public void Allocation_up_to_the_limit_succeeds_with_few_growths()
    {
        using var guest = CleanModule.Load(GuestBuilder.Importing("env", "string_repeat", GuestBuilder.Parse("(iii)i"))).CreateGuest(new GuestOptions { MemoryLimit = 32 << 20 });
        guest.Memory.Slice(100, 1).Fill((byte)'x');
        var (growths, pages) = (0, guest.Memory.Memory.Pages);
        var repeat = guest.Instance!.GetFunction("call")!;
        for (var i = 0; i < 32_500; i++)
        {
            repeat.Invoke(Value.FromInt32(100), Value.FromInt32(1), Value.FromInt32(1000));
            if (guest.Memory.Memory.Pages != pages) growths++;
            pages = guest.Memory.Memory.Pages;
        }
        Assert.InRange(growths, 1, 40);
        Assert.Equal(512u, guest.Memory.Memory.MaxPages);
    }

    [Fact]
    [Trait("Rule", "N25")]
    public void Function_whose_result_grows_memory_reads_its_arguments_right()
    {
        using var guest = CleanModule.Load(GuestBuilder.Importing("env", "string_concat", GuestBuilder.Parse("(iiii)i"))).CreateGuest(new GuestOptions { MemoryLimit = 32 << 20 });
        const int length = 60_000;
        // Where the heap of this generation begins.
        guest.Memory.WriteUInt32(0, 62_000);
        for (var i = 0; i < length; i++) guest.Memory.Slice((uint)(1000 + i), 1)[0] = (byte)(i % 251);
        var pages = guest.Memory.Memory.Pages;
        var address = (uint)guest.Instance!.GetFunction("call")!.Invoke(Value.FromInt32(1000), Value.FromInt32(length), Value.FromInt32(1000), Value.FromInt32(length))[0].AsInt32();
        Assert.True(guest.Memory.Memory.Pages > pages);
        var text = guest.Memory.LengthPrefixed(address);
        Assert.Equal(2 * length, text.Length);
        for (var i = 0; i < 2 * length; i++) Assert.Equal((byte)(i % length % 251), text[i]);
    }

    [Fact]
    [Trait("Rule", "N35")]
    public void Addresses_above_two_gigabytes_are_addresses()
    {
        using var output = new MemoryStream();
        var module = CleanModule.Load(TestGuests.Read("high_memory"));
        using var guest = module.CreateGuest(new GuestOptions { MemoryLimit = 4UL << 30, Console = new GuestConsole(null, output, Stream.Null) });
        guest.RunEntryPoint();
        Assert.Equal("high\nhighhigh\n", System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    [Trait("Rule", "N24")]
    public void Growth_beyond_the_limit_traps_with_both_numbers()
    {
        using var guest = CleanModule.Load(GuestBuilder.Importing("env", "string_repeat", GuestBuilder.Parse("(iii)i"))).CreateGuest(new GuestOptions { MemoryLimit = 1 << 20 });
        guest.Memory.Slice(100, 1).Fill((byte)'x');
        var trap = Assert.Throws<TrapException>(() => guest.Instance!.GetFunction("call")!.Invoke(Value.FromInt32(100), Value.FromInt32(1), Value.FromInt32(2_000_000)));
        Assert.Equal(TrapKind.OutOfMemory, trap.Kind);
        Assert.Contains("limit 1048576 bytes (1 MB)", trap.Message, StringComparison.Ordinal);
    }

    static Guest Load(string name, GuestOptions? options = null) =>
        CleanModule.Load(TestGuests.Read(name)).CreateGuest(options ?? new GuestOptions());

    static uint Concat(Guest guest, int left, int right) => (uint)guest.Instance!.GetFunction("concat")!.Invoke(Value.FromInt32(left), Value.FromInt32(right))[0].AsInt32();

    static string Read(Guest guest, uint address) => Encoding.UTF8.GetString(guest.Memory.LengthPrefixed(address));
}
