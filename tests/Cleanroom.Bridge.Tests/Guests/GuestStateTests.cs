using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Guests;

/// <summary>What features keep of an event ends with it: every state that exists is written into, and is fresh for the next event.</summary>
public sealed class GuestStateTests
{
    static readonly Type[] States = [.. typeof(Guest).Assembly.GetTypes().Where(static type => type.GetInterfaces().Any(static implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IGuestState<>)))];

    [Fact]
    [Trait("Rule", "N61")]
    [Trait("Rule", "N62")]
    public void State_of_every_feature_is_fresh_after_the_event()
    {
        Assert.Contains(typeof(DatabaseSession), States);
        using var bare = new BareGuest();
        var slots = new StateSlots();
        foreach (var type in States) Call(nameof(StateSlots.Set), type, slots, LeftOver.Fill(type, OwnsNoObjects(type)));
        slots.Clear();
        Assert.All(States, type => Assert.Equal("", Call(nameof(StateSlots.Find), type, slots) is { } kept ? LeftOver.Differences(kept, Fresh(type, bare.Guest), OwnsNoObjects(type)) : ""));
    }

    [Fact]
    public void Guest_drops_its_states_with_the_event()
    {
        using var bare = new BareGuest();
        var first = bare.Guest.State<JsonTree>();
        Assert.Same(first, bare.Guest.State<JsonTree>());
        bare.Guest.EndEvent();
        Assert.Null(bare.Guest.FindState<JsonTree>());
    }

    // Other tests cover what a reusable or disposable state does with the objects that it holds.
    static bool OwnsNoObjects(Type type) => !type.IsAssignableTo(typeof(IReusableState)) && !type.IsAssignableTo(typeof(IDisposable));

    static object Fresh(Type type, Guest guest) => type.GetMethod("Create", [typeof(Guest)])!.Invoke(null, [guest])!;

    static object? Call(string method, Type type, StateSlots slots, params object[] arguments) => typeof(StateSlots).GetMethod(method)!.MakeGenericMethod(type).Invoke(slots, arguments);
}
