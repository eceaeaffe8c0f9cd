using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Async;

/// <summary>Calls of exported functions by name: at once, or when the event has ended (contract, functions 23).</summary>
static class AsyncFunctions
{
    /// <summary>
    /// Calls an export in the same guest now: its name, a JSON array of arguments. Returns the text that it returns; "" for a function without result, an
    /// unknown one, or arguments that are no array. A trap in it ends the guest.
    /// </summary>
    [HostFunction("_async_await"), WaitsFor(Waits.Anything)]
    internal static GuestString Await(Guest guest, ReadOnlySpan<byte> export, ReadOnlySpan<byte> arguments)
    {
        var call = new ExportCall(Encoding.UTF8.GetString(export), arguments.ToArray());
        if (call.Invoke(guest) is { } address) return guest.NewResult(guest.Memory.LengthPrefixed(address));
        guest.Logger.CallRefused("_async_await", call.Name);
        return guest.NewString(default);
    }

    /// <summary>
    /// Calls an export later: after the response of a request, in a guest of its own, or after the entry point of a program. At most 100 for one event; what
    /// goes wrong then is logged.
    /// </summary>
    [HostFunction("_async_fire")]
    internal static void Fire(Guest guest, ReadOnlySpan<byte> export, ReadOnlySpan<byte> arguments)
    {
        var call = new ExportCall(Encoding.UTF8.GetString(export), arguments.ToArray());
        if (guest.Module!.Definition.ExportedFunctionType(call.Name) is null || !guest.State<CallQueue>().TryAdd(call)) guest.Logger.CallRefused("_async_fire", call.Name);
    }

    /// <summary>An experiment of June 2025: 0.</summary>
    [HostFunction("create_future")]
    internal static int CreateFuture(int value) => 0;

    /// <summary>An experiment of June 2025: 0.</summary>
    [HostFunction("start_background_task")]
    internal static int StartBackgroundTask(int future, int task) => 0;

    /// <summary>An experiment of June 2025: 0.</summary>
    [HostFunction("resolve_future")]
    internal static int ResolveFuture(int future, int value) => 0;

    /// <summary>An experiment of June 2025: 0.</summary>
    [HostFunction("execute_background")]
    internal static int ExecuteBackground(int future, int task) => 0;
}
