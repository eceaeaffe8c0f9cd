using Cleanroom.Tests;

namespace Cleanroom.Wasm.Tests.Support;

/// <summary>The modules of <c>tests/guests</c>.</summary>
static class Guest
{
    public static string Folder { get; } = Path.Combine(SharedData.Repository, "tests", "guests");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".wasm"));

    public static Module Compile(string name) => new Engine().Compile(Read(name));

    /// <summary>An instance in a store of its own.</summary>
    public static Instance Instantiate(string name, ResourceLimits? limits = null, Linker? linker = null) =>
        (linker ?? new Linker()).Instantiate(new Store(limits) { SurvivesTraps = true }, Compile(name));

    public static Function Export(this Instance instance, string name) => instance.GetFunction(name) ?? throw new ArgumentException($"no function {name}");

    /// <summary>The trap that a call ends with.</summary>
    public static TrapException Trap(this Function function, params Value[] arguments) => Assert.Throws<TrapException>(() => function.Invoke(arguments));
}
