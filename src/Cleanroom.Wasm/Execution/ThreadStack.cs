using System.Runtime.InteropServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>Determines how much stack the current thread has. A stack overflow would end the process, so guests are stopped earlier.</summary>
static unsafe partial class ThreadStack
{
    /// <summary>A function that needs at most this much only compares its own address with the limit.</summary>
    public const int UncheckedNeed = 16 * 1024;

    /// <summary>Reserved below the guest's limit for host functions, exception handling and functions that are too small to check.</summary>
    const int Reserve = 128 * 1024 + UncheckedNeed;

    /// <summary>
    /// Reserved in addition for each call of a host function back into a guest: if a trap is caught and another exception thrown at each level, the runtime
    /// needs stack for all of them at once.
    /// </summary>
    const int NestingReserve = 48 * 1024;

    /// <summary>Assumed when the system does not report the size.</summary>
    const int SmallestStack = 256 * 1024;

    [ThreadStatic]
    static nint _lowest;

    /// <summary>Returns the lowest address that guest code may reach when it may use this many bytes from here on.</summary>
    public static nuint LimitForGuest(int stackBytes)
    {
        byte marker;
        var here = (nint)(&marker);
        if (_lowest == 0) _lowest = FindLowest(here);
        return (nuint)Math.Max(_lowest + Reserve, here - stackBytes);
    }

    /// <summary>Returns the lowest address that guest code may reach at a nesting depth of calls from the host on this thread.</summary>
    public static nuint LimitForNesting(int depth) => (nuint)(_lowest + Reserve + (long)depth * NestingReserve);

    static nint FindLowest(nint here)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                GetCurrentThreadStackLimits(out var low, out _);
                return low;
            }
            if (OperatingSystem.IsMacOS())
            {
                var self = ThisThread();
                return StackTop(self) - (nint)StackSize(self);
            }
            var attributes = stackalloc byte[256];
            if (GetAttributes(ThisThread(), attributes) == 0)
            {
                var succeeded = GetStack(attributes, out var low, out _) == 0;
                _ = DestroyAttributes(attributes);
                // The main thread's stack ends above a guard area that grows with it.
                if (succeeded) return low;
            }
        }
        catch (EntryPointNotFoundException)
        {
        }
        return here - SmallestStack;
    }

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nint low, out nint high);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint ThisThread();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(byte* attributes, out nint address, out nuint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nint StackTop(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nuint StackSize(nint thread);
}
