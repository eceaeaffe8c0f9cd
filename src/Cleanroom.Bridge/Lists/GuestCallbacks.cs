using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Lists;

/// <summary>Finds guest functions that host functions call back. A trap in one of them stops the guest like any other trap.</summary>
static class GuestCallbacks
{
    const string TableName = "__indirect_function_table";

    static readonly FunctionType Unary = new([ValueType.I32], [ValueType.I32]);
    static readonly FunctionType Binary = new([ValueType.I32, ValueType.I32], [ValueType.I32]);

    /// <summary>Returns the function of type <c>(i)i</c> in a slot of the guest's table, or null.</summary>
    public static Func<int, int>? FindUnary(Guest guest, int slot) =>
        Find(guest, slot, Unary) is { } function ? argument => Call(function, [Value.FromInt32(argument)]) : null;

    /// <summary>Returns the function of type <c>(ii)i</c> in a slot of the guest's table, or null.</summary>
    public static Func<int, int, int>? FindBinary(Guest guest, int slot) =>
        Find(guest, slot, Binary) is { } function ? (first, second) => Call(function, [Value.FromInt32(first), Value.FromInt32(second)]) : null;

    static Function? Find(Guest guest, int slot, FunctionType type) =>
        guest.Instance?.GetTable(TableName) is { } table && (uint)slot < table.Size && table.Get((uint)slot) is Function function && type.Equals(function.Type)
            ? function
            : null;

    static int Call(Function function, ReadOnlySpan<Value> arguments)
    {
        Value result = default;
        function.Invoke(arguments, new Span<Value>(ref result));
        return result.AsInt32();
    }
}
