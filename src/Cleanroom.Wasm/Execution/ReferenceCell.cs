namespace Cleanroom.Wasm.Execution;

/// <summary>Holds the value of a global of a reference type.</summary>
sealed class ReferenceCell
{
    public object? Value;
}
