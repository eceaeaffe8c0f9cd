using System.Globalization;
using Cleanroom.Bench.Compiling;
using Cleanroom.Bench.Http;

namespace Cleanroom.Bench.Scale;

/// <summary>Our server with the guest of the verb <c>scale</c>, beside a Kestrel that answers the same bytes where a table needs it.</summary>
sealed class ScaleServer : IDisposable
{
    const int OursPort = 3961, KestrelPort = 3962;

    readonly ModuleFile _module;

    ScaleServer(ModuleFile module, ServerProcess process) => (_module, Process) = (module, process);

    /// <summary>The process.</summary>
    public ServerProcess Process { get; }

    /// <summary>Starts our server.</summary>
    /// <param name="routes">How many routes the program registers besides its four.</param>
    /// <param name="arguments">More arguments of <c>serve</c>.</param>
    public static ScaleServer Start(int routes, params IEnumerable<string> arguments)
    {
        var bytes = File.ReadAllBytes(BenchPaths.Resource("Scale", "scale.wasm"));
        var number = bytes.AsSpan().IndexOf("ROUTES="u8) + "ROUTES=".Length;
        routes.TryFormat(bytes.AsSpan(number, 5), out _, "D5", CultureInfo.InvariantCulture);
        var module = new ModuleFile(bytes);
        try
        {
            // The shell raises the limit of open files where it may, and the server takes its place.
            return new ScaleServer(module, new ServerProcess(
                OursPort, "sh", ["-c", "ulimit -n 65536 2>/dev/null; exec \"$@\"", "sh", BenchPaths.CommandLine, "serve", module.Path, "-q", "--port", Text(OursPort), .. arguments]));
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Starts Kestrel alone with the answer that ours gives at a path.</summary>
    public ServerProcess StartKestrel(string path) => new(
        KestrelPort, "dotnet", typeof(ScaleServer).Assembly.Location, "raw-kestrel", "--answers", new Uri(Process.Address, path).ToString(), "--port", Text(KestrelPort));

    public void Dispose()
    {
        Process.Dispose();
        _module.Dispose();
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
