using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Async;

/// <summary>Calls of exported functions by name: immediately, or after the event (contract, functions 23).</summary>
static class AsyncFunctions
{
    /// <summary>
    /// Calls an export in the same guest now: name, JSON array of arguments. Returns its result as text; "" for a function without a result, an unknown
    /// function, or arguments that are not an array. A trap in it stops the guest.
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
    /// Calls an export later: after the response of a request, in a separate guest, or after the entry point of a program. At most 100 per event; failures
    /// are logged.
    /// </summary>
    [HostFunction("_async_fire")]
    internal static void Fire(Guest guest, ReadOnlySpan<byte> export, ReadOnlySpan<byte> arguments)
    {
        var call = new ExportCall(Encoding.UTF8.GetString(export), arguments.ToArray());
        if (guest.Module!.Definition.ExportedFunctionType(call.Name) is null || !guest.State<CallQueue>().TryAdd(call)) guest.Logger.CallRefused("_async_fire", call.Name);
    }

    /// <summary>An experiment of June 2025. Returns 0.</summary>
    [HostFunction("create_future")]
    internal static int CreateFuture(int value) => 0;

    /// <summary>An experiment of June 2025. Returns 0.</summary>
    [HostFunction("start_background_task")]
    internal static int StartBackgroundTask(int future, int task) => 0;

    /// <summary>An experiment of June 2025. Returns 0.</summary>
    [HostFunction("resolve_future")]
    internal static int ResolveFuture(int future, int value) => 0;

    /// <summary>An experiment of June 2025. Returns 0.</summary>
    [HostFunction("execute_background")]
    internal static int ExecuteBackground(int future, int task) => 0;
}
