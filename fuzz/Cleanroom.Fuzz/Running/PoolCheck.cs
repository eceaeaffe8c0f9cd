using Cleanroom.Fuzz.Cases;
using Cleanroom.Wasm;

namespace Cleanroom.Fuzz.Running;

/// <summary>Runs the calls of a case in a pooled instance: after each, the next lease must have the memory of the first.</summary>
static class PoolCheck
{
    /// <summary>Returns what is wrong, or null. Only modules without imports, with a memory, are checked.</summary>
    public static string? FindDefect(Module module, FuzzCase fuzzCase)
    {
        if (module.Definition.Imports.Count > 0 || module.Definition.Memories.Count == 0) return null;
        var limits = new ResourceLimits { MemoryBytes = (ulong)RunLimits.MemoryPages * MemoryType.PageSize, Deadline = RunLimits.Time };
        var linked = new Linker().Link(module);
        InstancePool pool;
        try
        {
            pool = new InstancePool(linked, linked.Instantiate(new Store(limits)), () => new Store(limits) { SurvivesTraps = true });
        }
        catch (Exception refused) when (refused is TrapException or ArgumentException or InsufficientMemoryException)
        {
            return null;
        }
        using (pool)
        {
            byte[] first;
            using (var lease = pool.Lease()) first = Read(lease.Instance);
            foreach (var call in fuzzCase.Calls)
            {
                using (var lease = pool.Lease()) Run(lease.Instance, call);
                using (var lease = pool.Lease())
                    if (!Read(lease.Instance).AsSpan().SequenceEqual(first)) return $"pool: the memory is not as it was after {call.Export}";
            }
        }
        return null;
    }

    // A trap leaves the instance in the pool, as the store survives it: what it wrote before counts too.
    static void Run(Instance instance, PlannedCall call)
    {
        try
        {
            instance.GetFunction(call.Export)!.Invoke(call.Arguments);
        }
        catch (TrapException)
        {
        }
    }

    static byte[] Read(Instance instance) => instance.Memory!.TryRead(0, (uint)instance.Memory.Length, out var bytes) ? bytes.ToArray() : [];
}
