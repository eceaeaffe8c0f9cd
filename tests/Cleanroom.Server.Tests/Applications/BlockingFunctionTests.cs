using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Server.Applications;
using Mono.Cecil;

namespace Cleanroom.Server.Tests.Applications;

/// <summary>
/// Host functions that can wait say so: guests that reach them run on threads of their own. What a function can reach is read from the assemblies; a call of an
/// abstract or virtual method can reach every method that overrides it.
/// </summary>
public sealed class BlockingFunctionTests
{
    static readonly string[] Assemblies = [typeof(CleanModule).Assembly.Location, typeof(CleanApplication).Assembly.Location];

    // They wait for a line of standard input, which a server does not have.
    static readonly string[] WaitForTheTerminal = ["input", "input_integer", "input_float", "input_number", "input_yesno", "input_range", "_mcp_stdio_read"];

    // They read a body that is in memory by methods that could also wait for one.
    static readonly string[] ReadFromMemory = ["_req_form", "_req_body_field"];

    [Fact]
    public void Function_that_can_wait_says_so()
    {
        var calls = CallGraph.Read(Assemblies);
        var silent = ServerFunctions.Catalog.Functions
            .Where(static function => function.Waits == Waits.None && !WaitForTheTerminal.Concat(ReadFromMemory).Contains(function.Attribute.Name))
            .Select(function => (function.Attribute.Name, Path: calls.PathToWait($"{function.Method.DeclaringType!.FullName}::{function.Method.Name}")))
            .Where(static found => found.Path is not null)
            .Select(static found => $"{found.Name}: {found.Path}");
        Assert.Empty(silent);
    }

    [Fact]
    public void Waits_are_recognised()
    {
        var calls = CallGraph.Read(Assemblies);
        foreach (var name in (string[])["_time_sleep", "http_get", "_db_query"])
            Assert.True(ServerFunctions.Catalog.Functions.Where(function => function.Attribute.Name == name)
                .All(function => calls.PathToWait($"{function.Method.DeclaringType!.FullName}::{function.Method.Name}") is not null), name);
    }

    sealed class CallGraph
    {
        readonly Dictionary<string, HashSet<string>> _calls = [];

        public static CallGraph Read(IEnumerable<string> files)
        {
            var graph = new CallGraph();
            foreach (var file in files)
            {
                using var assembly = AssemblyDefinition.ReadAssembly(file);
                foreach (var method in assembly.MainModule.GetTypes().SelectMany(static type => type.Methods)) graph.Add(method);
            }
            return graph;
        }

        /// <summary>The calls that lead from a method to one that waits, or null.</summary>
        public string? PathToWait(string method)
        {
            var from = new Dictionary<string, string> { [method] = "" };
            var pending = new Queue<string>([method]);
            while (pending.TryDequeue(out var current))
            {
                if (IsWait(current)) return Describe(from, current);
                foreach (var called in _calls.GetValueOrDefault(current, []))
                    if (from.TryAdd(called, current)) pending.Enqueue(called);
            }
            return null;
        }

        void Add(MethodDefinition method)
        {
            var name = NameOf(method);
            if (method.HasBody)
                foreach (var called in method.Body.Instructions.Select(static instruction => instruction.Operand).OfType<MethodReference>()) Add(name, NameOf(called));
            for (var type = method.DeclaringType.BaseType?.Resolve(); method.IsVirtual && type is not null; type = type.BaseType?.Resolve())
                if (type.Module == method.Module) Add($"{type.FullName}::{method.Name}", name);
        }

        void Add(string from, string to) => (_calls.TryGetValue(from, out var known) ? known : _calls[from] = []).Add(to);

        static string NameOf(MethodReference method) => $"{method.DeclaringType.GetElementType().FullName.Replace('/', '+')}::{method.Name}";

        static bool IsWait(string method) => method is "System.Threading.Thread::Sleep" or "System.Threading.WaitHandle::WaitOne" or "System.Threading.Tasks.Task::Wait" or "System.Threading.SemaphoreSlim::Wait"
            or "System.Threading.ManualResetEventSlim::Wait" or "System.Net.Http.HttpClient::Send" or "System.Net.Http.HttpMessageInvoker::Send"
            || method.StartsWith("System.Runtime.CompilerServices.TaskAwaiter", StringComparison.Ordinal) && method.EndsWith("::GetResult", StringComparison.Ordinal)
            || (method.StartsWith("Npgsql.", StringComparison.Ordinal) || method.StartsWith("MySqlConnector.", StringComparison.Ordinal)) && (method.Contains("::Open", StringComparison.Ordinal) || method.Contains("::Execute", StringComparison.Ordinal));

        static string Describe(Dictionary<string, string> from, string end)
        {
            var path = new List<string>();
            for (var current = end; current.Length > 0; current = from[current]) path.Insert(0, current[(current.LastIndexOf('.', current.IndexOf("::", StringComparison.Ordinal)) + 1)..]);
            return string.Join(" -> ", path);
        }
    }
}
