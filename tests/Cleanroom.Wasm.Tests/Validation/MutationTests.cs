using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Validation;

/// <summary>Hostile modules: damaged copies of valid ones are refused, or run and trap, but never do anything else.</summary>
public sealed class MutationTests
{
    const int MutationsPerGuest = 250;

    static readonly ResourceLimits Limits = new() { MemoryBytes = 1 << 22, TableElements = 10_000, StackBytes = 256 * 1024 };

    [Theory]
    [InlineData("traps", 1)]
    [InlineData("bounds", 2)]
    [InlineData("recursion", 3)]
    [InlineData("endless", 4)]
    [InlineData("grow", 5)]
    [InlineData("provider", 6)]
    [InlineData("work", 7)]
    [InlineData("names", 8)]
    public void Mutated_module_throws_the_engines_exceptions_only(string guest, int seed)
    {
        var random = new Random(seed);
        var original = TestGuests.Read(guest);
        for (var i = 0; i < MutationsPerGuest; i++)
        {
            var mutated = Mutate(original, random);
            var failure = Record.Exception(() => Run(mutated));
            Assert.True(failure is null or WasmFormatException or LinkException or TrapException, $"mutation {i}: {failure}");
            Assert.False(failure is TrapException { Kind: TrapKind.HostDefect }, $"mutation {i}: {failure?.InnerException}");
        }
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(8, bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)(bytes[at] + random.Next(-2, 3)); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                default: bytes.RemoveAt(at); break;
            }
        }
        return [.. bytes];
    }

    static void Run(byte[] bytes)
    {
        var module = new Engine().Compile(bytes);
        module.WarmUp();
        var linker = new Linker().Define("env", "again", (int _) => { }).Define("env", "fail", (int n) => n).Define("env", "log", (int _) => { });
        var store = new Store(Limits) { SurvivesTraps = true };
        // Endless loops are part of what a mutation can make.
        using var stop = new Timer(_ => store.Interrupt(), null, 50, Timeout.Infinite);
        var instance = linker.Instantiate(store, module);
        foreach (var export in module.Definition.Exports)
            if (instance.GetFunction(export.Name) is { } function)
            {
                try
                {
                    function.Invoke([.. function.Type.Parameters.Select(Value.Default)]);
                }
                catch (TrapException trap) when (trap.Kind != TrapKind.HostDefect)
                {
                    // The next export may still work.
                }
            }
        instance.Memory?.Dispose();
    }
}
