using Cleanroom.Bridge.Async;

namespace Cleanroom.Server.Async;

/// <summary>The calls that the entry point queued; made once its version answers.</summary>
/// <param name="Calls">The calls.</param>
sealed record CallsOfEntryPoint(IReadOnlyList<ExportCall> Calls);
