using System.CommandLine;

namespace Cleanroom.Bench.Processes;

/// <summary>The verb <c>hello</c>: start-up, measured with the greeting example.</summary>
static class HelloCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create() => ProcessPairs.CreateCommand("hello", "Start-up: the greeting example as a whole process against the same module in Node.", Run);

    static int Run(ParseResult parsed)
    {
        var folder = Path.Combine(RepositoryPaths.Root, "examples", "hello");
        var expected = File.ReadAllBytes(Path.Combine(folder, "hello.expected"));
        return ProcessPairs.Compare(parsed, Path.Combine(folder, "hello.wasm"), "hello.mjs", [], expected);
    }
}
