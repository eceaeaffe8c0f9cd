using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Tests.Guests;

/// <summary>States by their type, for one event.</summary>
public sealed class StateSlotsTests
{
    sealed class Plain;

    sealed class Disposed : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    sealed class Reused : IReusableState
    {
        public int Value { get; set; }

        public void Reset() => Value = 0;
    }

    [Fact]
    public void Get_makes_a_state_once()
    {
        var slots = new StateSlots();
        Assert.Null(slots.Find<Plain>());
        var state = slots.Get<Plain>();
        Assert.Same(state, slots.Get<Plain>());
        Assert.Same(state, slots.Find<Plain>());
        Assert.Null(slots.Find<Disposed>());
    }

    [Fact]
    public void Slots_of_two_owners_are_apart()
    {
        var (one, other) = (new StateSlots(), new StateSlots());
        one.Set(new Plain());
        Assert.Null(other.Find<Plain>());
    }

    [Fact]
    public void Clear_disposes_and_drops()
    {
        var slots = new StateSlots();
        var disposed = slots.Get<Disposed>();
        var plain = slots.Get<Plain>();
        slots.Clear();
        Assert.True(disposed.IsDisposed);
        Assert.Null(slots.Find<Disposed>());
        Assert.NotSame(plain, slots.Get<Plain>());
    }

    [Fact]
    public void Clear_resets_what_is_used_again()
    {
        var slots = new StateSlots();
        var reused = slots.Get<Reused>();
        reused.Value = 7;
        slots.Clear();
        Assert.Same(reused, slots.Get<Reused>());
        Assert.Equal(0, reused.Value);
    }

    [Fact]
    public void DisposeAll_disposes_of_everything()
    {
        var slots = new StateSlots();
        var disposed = slots.Get<Disposed>();
        slots.DisposeAll();
        Assert.True(disposed.IsDisposed);
    }
}
