namespace Cleanroom.Wasm;

/// <summary>A function of a module, to be found in its instances without a look-up by name.</summary>
public readonly record struct FunctionHandle
{
    internal FunctionHandle(int index) => Index = index;

    internal int Index { get; }
}
