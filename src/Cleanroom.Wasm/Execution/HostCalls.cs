namespace Cleanroom.Wasm.Execution;

/// <summary>Finds the caller of a host function.</summary>
static class HostCalls
{
    /// <summary>Returns the instance that imports a host function.</summary>
    /// <param name="host">The instance object of the host function.</param>
    /// <exception cref="TrapException">No instance imports it: it entered the guest through a table, a global or an argument.</exception>
    public static Instance CallerOf(Instance host) => host.HostCaller ?? throw new TrapException(TrapKind.Host, NoCaller);

    /// <summary>Error message for a call of such a function.</summary>
    public const string NoCaller = "a host function that takes its caller or returns several values works only as an import: define it in a linker";
}
