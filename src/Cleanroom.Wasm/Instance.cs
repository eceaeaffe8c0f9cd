namespace Cleanroom.Wasm;

/// <summary>A module at work.</summary>
public sealed class Instance;
