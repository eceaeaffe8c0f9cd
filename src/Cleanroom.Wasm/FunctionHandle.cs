namespace Cleanroom.Wasm;

/// <summary>Identifies a function of a module, so that its instances can find it without a lookup by name.</summary>
public readonly record struct FunctionHandle
{
    internal FunctionHandle(int index) => Index = index;

    internal int Index { get; }
}
