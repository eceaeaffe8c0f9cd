namespace Cleanroom.Bridge.Abi;

/// <summary>What a host function may wait for: it then holds its thread without using it.</summary>
[Flags]
enum Waits
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

/// <summary>What a host function may wait for; on a class, what each of its functions may wait for.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
sealed class WaitsForAttribute(Waits waits) : Attribute
{
    /// <summary>What.</summary>
    public Waits Waits { get; } = waits;
}
