namespace Cleanroom.Wasm;

/// <summary>A custom section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its bytes after the name.</param>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Content);
