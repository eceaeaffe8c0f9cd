namespace Cleanroom.Bridge.Abi;

/// <summary>Adapts host functions to the types that a module's imports declare.</summary>
static class ImportBinder;
