using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

/// <summary>The last bytes of the memory and the first behind them, for every load and store.</summary>
public sealed class MemoryBoundsTests
{
    const int Length = MemoryType.PageSize;

    static readonly (string, int)[] All =
    [
        ("i32.load", 4), ("i64.load", 8), ("f32.load", 4), ("f64.load", 8),
        ("i32.load8_s", 1), ("i32.load8_u", 1), ("i32.load16_s", 2), ("i32.load16_u", 2),
        ("i64.load8_s", 1), ("i64.load8_u", 1), ("i64.load16_s", 2), ("i64.load16_u", 2), ("i64.load32_s", 4), ("i64.load32_u", 4),
        ("i32.store", 4), ("i64.store", 8), ("f32.store", 4), ("f64.store", 8),
        ("i32.store8", 1), ("i32.store16", 2), ("i64.store8", 1), ("i64.store16", 2), ("i64.store32", 4),
    ];

    // The second form of code is that of large functions.
    public static TheoryData<string, int, bool> Accesses() => [.. All.SelectMany(access => new[] { (access.Item1, access.Item2, false), (access.Item1, access.Item2, true) })];

    [Theory]
    [MemberData(nameof(Accesses))]
    public void Access_at_the_last_bytes_works_and_one_further_traps(string access, int width, bool dense)
    {
        var module = new Engine(new EngineOptions { DenseSize = dense ? 0 : int.MaxValue }).Compile(TestGuests.Read("bounds"));
        var instance = new Linker().Instantiate(new Store { SurvivesTraps = true }, module);
        var (plain, offset, big) = (instance.Export(access), instance.Export(access + "+8"), instance.Export(access + "+big"));

        plain.Invoke(Value.FromInt32(Length - width));
        offset.Invoke(Value.FromInt32(Length - width - 8));
        for (var beyond = 1; beyond <= width; beyond++)
        {
            OutOfBounds(plain, Length - width + beyond);
            OutOfBounds(offset, Length - width - 8 + beyond);
        }
        OutOfBounds(plain, -1);
        OutOfBounds(plain, int.MinValue);
        OutOfBounds(offset, -8);
        OutOfBounds(big, 0);
        OutOfBounds(big, 8);
        OutOfBounds(big, -1);
    }

    static void OutOfBounds(Function function, int address) => Assert.Equal(TrapKind.MemoryOutOfBounds, function.Trap(Value.FromInt32(address)).Kind);
}
