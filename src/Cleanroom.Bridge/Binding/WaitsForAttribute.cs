namespace Cleanroom.Bridge.Binding;

/// <summary>What a host function may wait for: it then holds its thread without using it.</summary>
[Flags]
public enum Waits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Time to pass.</summary>
    Time = 1,

    /// <summary>Another server.</summary>
    Network = 2,

    /// <summary>The database of the application.</summary>
    Database = 4,

    /// <summary>The store of the sessions.</summary>
    Sessions = 8,

    /// <summary>Whatever functions wait for that the guest names while it runs.</summary>
    Anything = Time | Network | Database | Sessions,
}

/// <summary>
/// What a host function may wait for; on a class, what each of its functions may wait for. A server runs guests that can reach such a function on threads of
/// their own, so that waiting takes no thread from other requests.
/// </summary>
/// <param name="waits">What.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class WaitsForAttribute(Waits waits) : Attribute
{
    /// <summary>What.</summary>
    public Waits Waits { get; } = waits;
}
