namespace Cleanroom.Bridge.Binding;

/// <summary>What a host function may wait for, blocking its thread.</summary>
[Flags]
public enum Waits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A period of time.</summary>
    Time = 1,

    /// <summary>A remote server.</summary>
    Network = 2,

    /// <summary>The database of the application.</summary>
    Database = 4,

    /// <summary>The session store.</summary>
    Sessions = 8,

    /// <summary>Any of these, for functions that the guest names at run time.</summary>
    Anything = Time | Network | Database | Sessions,
}

/// <summary>
/// Declares what a host function may wait for; on a class, it applies to all its functions. A server runs guests that can reach such a function on dedicated
/// threads, so that waits block no thread of other requests.
/// </summary>
/// <param name="waits">The kinds of waits.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class WaitsForAttribute(Waits waits) : Attribute
{
    /// <summary>The kinds of waits.</summary>
    public Waits Waits { get; } = waits;
}
