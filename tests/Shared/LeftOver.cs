using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cleanroom.Tests;

/// <summary>Fills objects with values and finds what is left of them.</summary>
static class LeftOver
{
    /// <summary>An object whose fields differ from those of a new one; fields that hold other objects only when all of them are to be filled.</summary>
    public static object Fill(Type type, bool withObjects)
    {
        var state = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in FieldsOf(type))
            if (Other(field.FieldType, withObjects) is { } value) field.SetValue(state, value);
        return state;
    }

    /// <summary>The names of the fields that were filled and differ from those of a new object.</summary>
    public static string Differences(object state, object fresh, bool withObjects) =>
        string.Join(", ", FieldsOf(state.GetType()).Where(field => Other(field.FieldType, withObjects) is not null && !AreSame(field.GetValue(state), field.GetValue(fresh))).Select(field => $"{state.GetType().Name}.{field.Name}"));

    static object? Other(Type type, bool withObjects) =>
        type == typeof(string) ? "left over"
        : type == typeof(bool) ? true
        : type.IsPrimitive ? Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture)
        : Nullable.GetUnderlyingType(type) is { } inner ? Other(inner, withObjects)
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 1)
        : type.IsAbstract ? null
        : withObjects || type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type)
        : null;

    static bool AreSame(object? left, object? right) =>
        left is IEnumerable a && right is IEnumerable b ? a.Cast<object?>().SequenceEqual(b.Cast<object?>()) : Equals(left, right);

    static FieldInfo[] FieldsOf(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
}
