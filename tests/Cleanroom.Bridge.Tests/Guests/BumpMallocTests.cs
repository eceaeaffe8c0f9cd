using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Guests;

/// <summary>Allocations that the host makes in place have the same results as the guest's own <c>malloc</c> (contract, abi 9).</summary>
public sealed class BumpMallocTests
{
    [Theory]
    [InlineData("run", "01_hello.wasm", true)]
    [InlineData("server", "18_shop.wasm", true)]
    [InlineData("eras/0.17.4", "01_hello.wasm", false)]
    public void Malloc_of_recent_compilers_is_recognized(string folder, string name, bool expected) => Assert.Equal(expected, BumpMalloc.IsIn(ModuleDefinition.Parse(File.ReadAllBytes(SharedData.Require("modules", folder, name)))));

    [Fact]
    public void Malloc_of_another_form_is_not_recognized() => Assert.All(
        Directory.GetFiles(TestGuests.Folder, "*.wasm").Select(ParseOrNull).OfType<ModuleDefinition>().Where(module => module.FindExport("malloc") is not null),
        module => Assert.False(BumpMalloc.IsIn(module)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Addresses_and_heap_are_those_of_the_guests_malloc(int seed)
    {
        var bytes = File.ReadAllBytes(SharedData.Require("modules", "run", "01_hello.wasm"));
        using var inPlace = CleanModule.Load(bytes).CreateGuest(new GuestOptions());
        using var called = CleanModule.Load(bytes).CreateGuest(new GuestOptions());
        var malloc = called.Instance!.GetFunction("malloc")!;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            // Most are small; some need the memory to grow, and the last ones are refused.
            var size = random.Next(20) == 0 ? (uint)random.Next(200_000) : (uint)random.Next(100);
            if (random.Next(50) == 0) called.Instance.GetGlobal("__heap_ptr")!.Int32 = inPlace.Instance!.GetGlobal("__heap_ptr")!.Int32 = random.Next(1 << 17) * 8;
            var expected = Outcome(() => new MallocAllocator(malloc, called.Instance.GetGlobal("__heap_ptr"), isBump: false).Allocate(called, size));
            Assert.Equal(expected, Outcome(() => inPlace.Allocator.Allocate(inPlace, size)));
            Assert.Equal(called.Instance.GetGlobal("__heap_ptr")!.Int32, inPlace.Instance!.GetGlobal("__heap_ptr")!.Int32);
            Assert.Equal(called.Memory.Length, inPlace.Memory.Length);
        }
    }

    static string Outcome(Func<uint> allocate)
    {
        try
        {
            return allocate().ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (TrapException trap)
        {
            return trap.Message;
        }
    }

    static ModuleDefinition? ParseOrNull(string file)
    {
        try
        {
            return ModuleDefinition.Parse(File.ReadAllBytes(file));
        }
        catch (WasmFormatException)
        {
            return null;
        }
    }
}
