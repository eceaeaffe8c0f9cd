namespace Cleanroom.Wasm;

/// <summary>An export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is exported.</param>
/// <param name="Index">Index in the index space of its kind.</param>
public sealed record ExportDefinition(string Name, ExternalKind Kind, int Index);
