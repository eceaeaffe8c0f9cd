using System.CommandLine;

namespace Cleanroom.Bench.Processes;

/// <summary>The verb <c>hello</c>: start-up, measured with the greeting example, with the smallest program of a real compiler, and with servers.</summary>
static class HelloCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create() => ProcessPairs.CreateCommand("hello", "Start-up: two greetings as whole processes against the same modules in Node, the steps of the start, and a server against an empty one.", Run);

    static int Run(ParseResult parsed)
    {
        var folder = Path.Combine(RepositoryPaths.Root, "examples", "hello");
        var expected = File.ReadAllBytes(Path.Combine(folder, "hello.expected"));
        Console.WriteLine("examples/hello");
        var exitCode = ProcessPairs.Compare(parsed, Path.Combine(folder, "hello.wasm"), "hello.mjs", [], expected);
        if (exitCode != 0) return exitCode;
        Console.WriteLine("\nserve, a module by hand");
        exitCode = ProcessPairs.CompareServers(parsed, TestGuests.PathOf("server_examples"), "/r/text");
        if (exitCode != 0) return exitCode;
        if (RepositoryPaths.Shared is not { } shared || Path.Combine(shared, "modules", "run", "01_hello.wasm") is var module && !File.Exists(module))
        {
            Console.WriteLine("01_hello: skipped, the shared test data is missing. Set CLEANROOM_SHARED to its folder.");
            return 0;
        }
        Console.WriteLine("\n01_hello, 25 KB by a compiler");
        exitCode = ProcessPairs.Compare(parsed, module, "cpu.mjs", [module], File.ReadAllBytes(Path.ChangeExtension(module, ".expected")));
        Console.WriteLine();
        StartTrace.Print([.. ProcessPairs.Ours(parsed), "run", module]);
        if (exitCode != 0) return exitCode;
        Console.WriteLine("\nserve 18_shop, 35 KB by a compiler");
        return ProcessPairs.CompareServers(parsed, Path.Combine(shared, "modules", "server", "18_shop.wasm"), "/");
    }
}
