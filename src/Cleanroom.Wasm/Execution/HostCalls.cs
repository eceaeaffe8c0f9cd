namespace Cleanroom.Wasm.Execution;

/// <summary>Finds the caller of a host function.</summary>
static class HostCalls
{
    /// <summary>The instance that imports a host function.</summary>
    /// <param name="host">What stands behind the function.</param>
    /// <exception cref="TrapException">No instance imports it: it came into the guest by a table, a global or an argument.</exception>
    public static Instance CallerOf(Instance host) => host.HostCaller ?? throw new TrapException(TrapKind.Host, NoCaller);

    /// <summary>Why such a function cannot be called.</summary>
    public const string NoCaller = "a host function that takes its caller or returns several values works only as an import: define it in a linker";
}
