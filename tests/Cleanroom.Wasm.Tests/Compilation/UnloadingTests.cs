using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Compilation;

public sealed class UnloadingTests
{
    [Fact]
    public void Module_without_references_is_collected()
    {
        var compiled = Use();

        for (var i = 0; i < 20 && compiled.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(compiled.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Use()
    {
        var module = Guest.Compile("work");
        var instance = new Linker().Instantiate(new Store(), module);
        instance.Export("sum").Invoke(Value.FromInt32(1));
        return new WeakReference(module);
    }

    [Fact]
    public void Code_of_a_module_with_traps_and_host_functions_is_collected()
    {
        var assemblies = UseWithTraps();

        for (var i = 0; i < 20 && assemblies.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(assemblies.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference UseWithTraps()
    {
        var instance = Guest.Instantiate("traps", null, new Linker().Define("env", "fail", (int n) => n));
        instance.Export("deep").Trap(Value.FromInt32(7));
        // The method behind an exception's frame belongs to the compiled assembly.
        var trap = instance.Export("deep").Trap(Value.FromInt32(7));
        var method = new System.Diagnostics.StackTrace(trap).GetFrames().Select(frame => frame.GetMethod()!).First(found => found.DeclaringType!.Assembly.GetName().Name == "Cleanroom.Compiled");
        return new WeakReference(method.DeclaringType!.Assembly);
    }
}
