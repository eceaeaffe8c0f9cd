using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
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
        foreach (var slot in slots) Set(states, Filled(slot));
        states.Clear();
        Assert.All(slots, slot => Assert.Equal("", DifferenceFromFresh(slot, Find(states, slot))));
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

    // An object in which every field differs from that of a new one.
    static object Filled(Type type)
    {
        var state = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in FieldsOf(type)) field.SetValue(state, Other(field.FieldType));
        return state;
    }

    static object Other(Type type) =>
        type == typeof(string) ? "left over"
        : type == typeof(bool) ? true
        : type.IsPrimitive ? Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture)
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 1)
        : RuntimeHelpers.GetUninitializedObject(type);

    // What is gone is fresh: the next request gets a new one.
    static string DifferenceFromFresh(Type type, object? state)
    {
        if (state is null) return "";
        var fresh = Activator.CreateInstance(type)!;
        return string.Join(", ", FieldsOf(type).Where(field => !AreSame(field.GetValue(state), field.GetValue(fresh))).Select(field => $"{type.Name}.{field.Name}"));
    }

    static bool AreSame(object? left, object? right) =>
        left is IEnumerable a && right is IEnumerable b ? a.Cast<object?>().SequenceEqual(b.Cast<object?>()) : Equals(left, right);

    static FieldInfo[] FieldsOf(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    static void Set(StateSlots states, object state) => typeof(StateSlots).GetMethod(nameof(StateSlots.Set))!.MakeGenericMethod(state.GetType()).Invoke(states, [state]);

    static object? Find(StateSlots states, Type type) => typeof(StateSlots).GetMethod(nameof(StateSlots.Find))!.MakeGenericMethod(type).Invoke(states, null);
}
