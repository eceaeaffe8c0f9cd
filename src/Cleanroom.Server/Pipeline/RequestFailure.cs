using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Pipeline;

/// <summary>Why a guest did not answer.</summary>
/// <param name="Kind">The kind of trap in words; <c>timeout</c> for a request that took too long.</param>
/// <param name="Message">What happened.</param>
/// <param name="LastError">The text of the guest's last <c>error()</c> call, or null.</param>
/// <param name="Frames">The active functions, innermost first.</param>
/// <param name="Error">The error sent to the client.</param>
sealed record RequestFailure(string Kind, string Message, string? LastError, IReadOnlyList<string> Frames, RequestError Error)
{
    const int MaxSummary = 200;

    /// <summary>What happened, for the log.</summary>
    public string Reason => LastError is null ? Message : $"{Message} after error(\"{LoggedText.Of(LastError)}\")";

    /// <summary>The summary passed to the error handler in a header: at most 200 characters, no control characters.</summary>
    public string Summary
    {
        get
        {
            var text = LastError ?? (Error == RequestError.ProgramTooSlow ? Kind : $"trap: {Kind}");
            return new string([.. text.Where(static character => !char.IsControl(character)).Take(MaxSummary)]);
        }
    }

    public static RequestFailure Of(TrapException trap, Guest guest)
    {
        var error = trap.Kind switch
        {
            TrapKind.DeadlineExceeded => RequestError.ProgramTooSlow,
            TrapKind.OutOfMemory when guest.Memory.Memory.LacksMemory => RequestError.MemoryUsedUp,
            _ => RequestError.ProgramFailed,
        };
        return new RequestFailure(error == RequestError.ProgramTooSlow ? "timeout" : new TrapException(trap.Kind).Message, trap.Message, guest.LastError, [.. trap.Frames.Select(frame => frame.ToString())], error);
    }

    /// <summary>The memory budget has no room for a guest that runs the handler.</summary>
    public static RequestFailure NoGuest(string handler) =>
        new("no memory", $"the handler {handler} is not called: the memory budget has no room for a guest", null, [], RequestError.MemoryUsedUp);

    /// <summary>The memory budget has no room for the handler's response.</summary>
    public static RequestFailure NoMemory(string handler, int length) =>
        new("no memory", $"the handler {handler} answered with {length} bytes, for which the memory budget has no room", null, [], RequestError.MemoryUsedUp);

    /// <summary>The handler's response exceeds the maximum size.</summary>
    public static RequestFailure BodyTooLong(string handler, int length, int max) =>
        new("response too large", $"the handler {handler} answered with {length} bytes, the limit is {max} bytes", null, [], RequestError.ProgramFailed);

    /// <summary>The handler that the program named for a route does not exist.</summary>
    public static RequestFailure MissingHandler(Route route) =>
        new("missing handler", $"the handler of {route.Method} {route.Pattern} is missing", null, [], RequestError.ProgramFailed);

    /// <summary>The handler's result is not a valid string in its memory.</summary>
    public static RequestFailure BadResult(string handler, uint address) =>
        new("bad result", $"the handler {handler} answered with address {address}, which is no string in its memory", null, [], RequestError.ProgramFailed);
}
