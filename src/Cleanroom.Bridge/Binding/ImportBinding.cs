using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>How an import of a module is satisfied.</summary>
/// <param name="Report">The description for users.</param>
/// <param name="Import">The code that calls the host function.</param>
/// <param name="Waits">What a call may wait for.</param>
sealed record ImportBinding(ImportReport Report, HostImport Import, Waits Waits);
