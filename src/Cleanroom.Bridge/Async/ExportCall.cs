using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Async;

/// <summary>A call of an exported function by name, with arguments from a JSON array (contract, functions 23).</summary>
/// <param name="Name">The export.</param>
/// <param name="Arguments">The JSON array; "" for none.</param>
sealed record ExportCall(string Name, byte[] Arguments)
{
    const int MaxParameters = 32;

    /// <summary>
    /// Calls the function. Strings, arrays and objects are passed as length-prefixed strings, missing arguments as 0. Returns the address of its result if
    /// that is an i32, else 0; null when the function does not exist or the arguments are not an array.
    /// </summary>
    /// <exception cref="TrapException">The guest was stopped.</exception>
    public uint? Invoke(Guest guest)
    {
        if (guest.Module!.Definition.ExportedFunctionType(Name) is not { } type || type.Parameters.Count > MaxParameters || guest.Instance!.GetFunction(Name) is not { } function) return null;
        if (type.Parameters.Concat(type.Results).Any(static kind => kind.IsReference())) return null;
        var json = new JsonTree();
        if (Arguments.Length > 0 && (!json.Parse(Arguments) || json.Root.Kind != JsonKind.Array)) return null;
        var values = new Value[type.Parameters.Count];
        var (next, left) = Arguments.Length == 0 ? (0, 0) : (json.Root.Start, json.Root.Length);
        for (var i = 0; i < values.Length; i++, left--)
        {
            values[i] = left > 0 ? ToValue(guest, json, json[next], type.Parameters[i]) : Value.Default(type.Parameters[i]);
            if (left > 0) next = json[next].Next;
        }
        var results = function.Invoke(values);
        return results is [{ Type: ValueType.I32 } result] ? (uint)result.AsInt32() : 0;
    }

    static Value ToValue(Guest guest, JsonTree json, in JsonNode node, ValueType type)
    {
        if (type == ValueType.I32 && node.Kind is JsonKind.String) return Value.FromInt32((int)guest.NewString(json.Bytes(node)).Address);
        if (type == ValueType.I32 && node.Kind is JsonKind.Array or JsonKind.Object)
        {
            guest.Scratch.ResetWrittenCount();
            JsonTreeText.Write(json, node, new JsonOutput(guest.Scratch));
            return Value.FromInt32((int)guest.NewString(guest.Scratch.WrittenSpan).Address);
        }
        var number = node.Kind switch
        {
            JsonKind.True => 1,
            JsonKind.Number or JsonKind.String => double.TryParse(Encoding.UTF8.GetString(json.Bytes(node)), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0,
            _ => 0,
        };
        return type switch
        {
            ValueType.I32 => Value.FromInt32((int)number),
            ValueType.I64 => Value.FromInt64(long.TryParse(json.Bytes(node), CultureInfo.InvariantCulture, out var exact) ? exact : (long)number),
            ValueType.F32 => Value.FromSingle((float)number),
            _ => Value.FromDouble(number),
        };
    }
}
