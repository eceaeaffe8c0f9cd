namespace Cleanroom.Wasm;

/// <summary>
/// The instance that calls a host function. A host function receives it by taking a <see cref="Caller"/> as its first parameter, which is not one of the
/// function's WebAssembly parameters: <c>linker.Define("env", "log", (Caller caller, uint text, uint length) => …)</c>.
/// </summary>
/// <remarks>The caller is the instance that imports the function. Valid as long as the instance, even after the call.</remarks>
public readonly struct Caller : IEquatable<Caller>
{
    internal Caller(Instance instance) => Instance = instance;

    /// <summary>The calling instance.</summary>
    public Instance Instance { get; }

    /// <summary>Its linear memory.</summary>
    /// <exception cref="InvalidOperationException">The module has no memory.</exception>
    public Memory Memory => Instance.Memory ?? throw new InvalidOperationException("the calling module has no memory");

    /// <summary>The store of the instance.</summary>
    public Store Store => Instance.Store!;

    /// <summary>The host's object of that store, see <see cref="Store.State"/>.</summary>
    public object? State => Instance.State;

    /// <inheritdoc/>
    public bool Equals(Caller other) => ReferenceEquals(Instance, other.Instance);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Caller other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Instance?.GetHashCode() ?? 0;

    /// <summary>True for the same instance.</summary>
    public static bool operator ==(Caller left, Caller right) => left.Equals(right);

    /// <summary>True for different instances.</summary>
    public static bool operator !=(Caller left, Caller right) => !left.Equals(right);
}
