using Cleanroom.Tests;

namespace Cleanroom.Wasm.Tests.Support;

/// <summary>Instances of the modules of <c>tests/guests</c>.</summary>
static class Guest
{
    public static Module Compile(string name) => new Engine().Compile(TestGuests.Read(name));

    /// <summary>An instance in a new store.</summary>
    public static Instance Instantiate(string name, ResourceLimits? limits = null, Linker? linker = null) =>
        (linker ?? new Linker()).Instantiate(new Store(limits) { SurvivesTraps = true }, Compile(name));

    public static Function Export(this Instance instance, string name) => instance.GetFunction(name) ?? throw new ArgumentException($"no function {name}");

    /// <summary>The trap that a call ends with.</summary>
    public static TrapException Trap(this Function function, params Value[] arguments) => Assert.Throws<TrapException>(() => function.Invoke(arguments));
}
