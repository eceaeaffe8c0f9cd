using Cleanroom.Bridge.Async;

namespace Cleanroom.Server.Async;

/// <summary>The calls that the entry point queued; they run once its version is in service.</summary>
/// <param name="Calls">The calls.</param>
sealed record CallsOfEntryPoint(IReadOnlyList<ExportCall> Calls);
