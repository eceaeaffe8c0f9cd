using System.Globalization;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Applications;

/// <summary>
/// Finds the function for a handler's name or index (contract, abi 14). Runs once, at registration; a different function is never called instead.
/// </summary>
static class HandlerLookup
{
    /// <summary>The export with exactly this name and a handler's signature, or null.</summary>
    public static RouteHandler? ByName(Guest guest, string name) =>
        guest.Module!.Definition.ExportedFunctionType(name) is { } type && IsHandler(type) ? Handler(guest, name, guest.Module.Compiled.FindFunction(name)!.Value) : null;

    /// <summary>Resolves a handler index by two conventional names, by the slot of the function table, or through a dispatcher.</summary>
    public static RouteHandler? ByIndex(Guest guest, int index)
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        return ByName(guest, "__route_handler_" + number) ?? ByName(guest, "handle_event_" + number) ?? BySlot(guest, index) ?? ByDispatcher(guest, index);
    }

    static RouteHandler? BySlot(Guest guest, int index)
    {
        if (guest.Instance!.GetTable("__indirect_function_table") is not { } table || (uint)index >= table.Size) return null;
        return table.Get((uint)index) is Function { Handle: { } handle } function && IsHandler(function.Type)
            ? Handler(guest, $"table slot {index.ToString(CultureInfo.InvariantCulture)}", handle)
            : null;
    }

    static RouteHandler? ByDispatcher(Guest guest, int index)
    {
        const string name = "__dispatch_route";
        return guest.Module!.Definition.ExportedFunctionType(name) is { } type && type.Equals(new FunctionType([ValueType.I32], [ValueType.I32]))
            ? Handler(guest, name, guest.Module.Compiled.FindFunction(name)!.Value, index)
            : null;
    }

    static RouteHandler Handler(Guest guest, string name, FunctionHandle function, int? argument = null) => new(name, function, argument, guest.Module!.WaitsOf(function));

    static bool IsHandler(FunctionType type) => type.Parameters.Count == 0 && type.Results is ([] or [ValueType.I32] or [ValueType.I64]);
}
