using Cleanroom.Wasm;

namespace Cleanroom.Server.Hosting;

/// <summary>Why a guest gave no answer.</summary>
/// <param name="Kind">The kind of the trap in words, <c>timeout</c> for a request that took too long.</param>
/// <param name="Said">The text of the guest's last <c>error()</c> call, or null.</param>
/// <param name="Report">Message and frames, for the log and for developers.</param>
/// <param name="IsTimeout">True when the time was up.</param>
sealed record RequestFailure(string Kind, string? Said, string Report, bool IsTimeout)
{
    const int LongestSummary = 200;

    /// <summary>What the error handler gets in a header: at most 200 characters, none of them a control character.</summary>
    public string Summary
    {
        get
        {
            var text = Said ?? (IsTimeout ? Kind : $"trap: {Kind}");
            return new string([.. text.Where(static character => !char.IsControl(character)).Take(LongestSummary)]);
        }
    }

    public static RequestFailure Of(TrapException trap, string? said) => new(
        trap.Kind == TrapKind.DeadlineExceeded ? "timeout" : new TrapException(trap.Kind).Message,
        said,
        $"{trap.Message}{(said is null ? "" : $" after error(\"{said}\")")}{string.Concat(trap.Frames.Select(frame => $"\n    at {frame}"))}",
        trap.Kind == TrapKind.DeadlineExceeded);

    /// <summary>The answer of a handler is no string in its memory.</summary>
    public static RequestFailure BadResult(string handler, uint address) =>
        new("bad result", null, $"the handler {handler} answered with address {address}, which is no string in its memory", false);
}
