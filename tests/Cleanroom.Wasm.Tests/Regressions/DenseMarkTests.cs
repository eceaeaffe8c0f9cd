namespace Cleanroom.Wasm.Tests.Regressions;

/// <summary>Marks of pages by stores of large functions: a pooled instance has no bytes of the call before.</summary>
public sealed class DenseMarkTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Instance_is_clean_after_stores_on_both_sides_of_a_page_boundary(int denseSize)
    {
        var linked = new Linker().Link(new Engine(new EngineOptions { DenseSize = denseSize }).Compile(RegressionGuest.Read("dense-mark")));
        using var pool = new InstancePool(linked, linked.Instantiate(new Store()), static () => new Store());
        for (var address = 4096 - 128; address <= 4096 + 128; address++)
        {
            using (var lease = pool.Lease()) lease.Instance.GetFunction("run")!.Invoke(Value.FromInt32(address));
            using (var lease = pool.Lease())
            {
                Assert.True(lease.Instance.Memory!.TryRead(0, (uint)lease.Instance.Memory.Length, out var bytes));
                Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)0));
            }
        }
    }
}
