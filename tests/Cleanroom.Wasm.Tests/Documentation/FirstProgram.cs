namespace Cleanroom.Wasm.Tests.Documentation;

/// <summary>The first program of docs/engine.md, which has the same lines. What it writes to the console goes into a text.</summary>
sealed class FirstProgram : IDisposable
{
    readonly StringWriter Console = new() { NewLine = "\n" };

    public void Dispose() => Console.Dispose();

    public string Run(params string[] args)
    {
        // The program begins.
        var module = new Engine().Compile(File.ReadAllBytes(args[0]));
        var linker = new Linker().Define("env", "log", (Caller caller, uint text, uint length) =>
            Console.WriteLine(caller.Memory.ReadString(text, length)));

        using var store = new Store(new ResourceLimits { MemoryBytes = 16 << 20, Deadline = TimeSpan.FromSeconds(1) });
        var instance = linker.Instantiate(store, module);

        instance.GetFunction<Action>("greet")();
        var add = instance.GetFunction<Func<int, int, int>>("add");
        Console.WriteLine(add(2, 3));
        var divide = instance.GetFunction<Func<int, int, (int, int)>>("divide");
        Console.WriteLine(divide(17, 5));
        // The program ends.
        return Console.ToString();
    }
}
