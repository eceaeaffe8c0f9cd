using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Mono.Cecil;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>What features keep of a request ends with it: every slot that exists is written into, and is fresh for the next request.</summary>
public sealed class RequestStateTests
{
    [Fact]
    [Trait("Rule", "N31")]
    public void State_of_every_feature_is_fresh_after_the_request()
    {
        var slots = StatesOf(nameof(RequestContext));
        Assert.NotEmpty(slots);
        var states = new StateSlots();
        foreach (var slot in slots) Set(states, LeftOver.Fill(slot, withObjects: true));
        states.Clear();
        // What is gone is fresh: the next request gets a new one.
        Assert.All(slots, slot => Assert.Equal("", Find(states, slot) is { } kept ? LeftOver.Differences(kept, Activator.CreateInstance(slot)!, withObjects: true) : ""));
    }

    // The types for which the server asks a context for a state.
    static List<Type> StatesOf(string context)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(CleanApplication).Assembly.Location);
        return [.. assembly.MainModule.GetTypes().SelectMany(static type => type.Methods).Where(static method => method.HasBody)
            .SelectMany(static method => method.Body.Instructions).Select(static instruction => instruction.Operand).OfType<GenericInstanceMethod>()
            .Where(method => method.DeclaringType.Name == context && method.GenericArguments is [TypeDefinition])
            .Select(static method => typeof(CleanApplication).Assembly.GetType(method.GenericArguments[0].FullName)!).Distinct()];
    }

    static void Set(StateSlots states, object state) => typeof(StateSlots).GetMethod(nameof(StateSlots.Set))!.MakeGenericMethod(state.GetType()).Invoke(states, [state]);

    static object? Find(StateSlots states, Type type) => typeof(StateSlots).GetMethod(nameof(StateSlots.Find))!.MakeGenericMethod(type).Invoke(states, null);
}
