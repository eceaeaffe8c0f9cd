using System.Security.Cryptography;
using Cleanroom.Fuzz.Cases;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Running;

/// <summary>Runs cases in our engine, in this process.</summary>
sealed class EngineRunner : IRunner
{
    // Different code for the same module. What is not collectible is never freed, so it gets few of the cases.
    readonly Engine[] _engines =
    [
        .. Enumerable.Repeat(new Engine(), 7), .. Enumerable.Repeat(new Engine(new EngineOptions { InlineSize = 0 }), 3),
        .. Enumerable.Repeat(new Engine(new EngineOptions { InlineSize = 500 }), 3),
        .. Enumerable.Repeat(new Engine(new EngineOptions { DenseSize = 0 }), 2), new Engine(new EngineOptions { Collectible = false }),
    ];

    /// <inheritdoc/>
    public string Name => "engine";

    /// <inheritdoc/>
    public Task<Outcome> RunAsync(FuzzCase fuzzCase)
    {
        if (fuzzCase.Definition is null) return Task.FromResult(new Outcome([], null, fuzzCase.Refusal!.Message));
        // A compilation that does not end can only be stopped with the process; the module is on disk.
        using var watchdog = new Timer(_ => Environment.FailFast($"a case takes longer than {RunLimits.CaseTime}"), null, RunLimits.CaseTime, Timeout.InfiniteTimeSpan);
        using var run = new EngineRun();
        try
        {
            var module = _engines[fuzzCase.Seed % (ulong)_engines.Length].Compile(fuzzCase.Definition);
            run.Execute(module, fuzzCase);
            if (PoolCheck.FindDefect(module, fuzzCase) is { } defect) run.Lines.Add($"defect {defect}");
        }
        catch (WasmFormatException refusal)
        {
            return Task.FromResult(new Outcome([], null, refusal.Message));
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            run.Lines.Add($"defect {defect}");
        }
        return Task.FromResult(new Outcome(run.Lines, run.Stopped, null));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>One case at work.</summary>
    sealed class EngineRun : IDisposable
    {
        readonly Store _store = new(new ResourceLimits { MemoryBytes = (ulong)RunLimits.MemoryPages * MemoryType.PageSize }) { SurvivesTraps = true };
        readonly List<Memory> _memories = [];
        int _logged;
        uint _made;

        public List<string> Lines { get; } = [];

        public string? Stopped { get; private set; }

        public void Dispose() => _store.Dispose();

        public void Execute(Module module, FuzzCase fuzzCase)
        {
            try
            {
                using var timer = new Timer(_ => _store.Interrupt(), null, RunLimits.Time, Timeout.InfiniteTimeSpan);
                if (Instantiate(module) is not { } instance) return;
                for (var i = 0; i < fuzzCase.Calls.Count && Stopped is null; i++) Call(instance, i, fuzzCase.Calls[i]);
                if (Stopped is null) DescribeState(instance, module.Definition);
            }
            finally
            {
                foreach (var memory in _memories) memory.Dispose();
            }
        }

        Instance? Instantiate(Module module)
        {
            try
            {
                if (Define(module.Definition) is not { } linker) return null;
                var instance = linker.Instantiate(_store, module);
                if (instance.Memory is { } memory) _memories.Add(memory);
                Lines.Add("instantiated");
                return instance;
            }
            catch (LinkException)
            {
                Lines.Add("link error");
            }
            catch (TrapException trap)
            {
                Trapped("instantiation", trap);
            }
            catch (ArgumentException limit) when (limit.Message.Contains("the limit is", StringComparison.Ordinal))
            {
                Stopped = "limit";
            }
            catch (InsufficientMemoryException)
            {
                Stopped = "limit";
            }
            return null;
        }

        void Call(Instance instance, int number, PlannedCall call)
        {
            try
            {
                Lines.Add($"call {number} -> {HostValues.Describe(instance.GetFunction(call.Export)!.Invoke(call.Arguments))}");
            }
            catch (TrapException trap)
            {
                Trapped($"call {number}", trap);
            }
        }

        void Trapped(string where, TrapException trap)
        {
            Stopped = TrapClasses.StopReason(trap.Kind);
            if (trap.Kind == TrapKind.HostDefect) Lines.Add($"{where} defect: {trap.InnerException}");
            else if (Stopped is null) Lines.Add($"{where} trap {TrapClasses.Of(trap.Kind)}");
        }

        Linker? Define(ModuleDefinition definition)
        {
            var linker = new Linker();
            foreach (var import in definition.Imports)
                switch (import.Kind)
                {
                    case ExternalKind.Function:
                        var index = import.Index;
                        var results = import.FunctionType!.Results;
                        if (HostFunctions.Create(import.FunctionType, arguments => Log(index, arguments, results)) is not { } function)
                        {
                            Stopped = "host function with several results";
                            return null;
                        }
                        // Node takes a function for any type; what is defined here has one.
                        if (definition.Imports.Any(other => other.Kind == ExternalKind.Function && (other.Module, other.Name) == (import.Module, import.Name) && !other.FunctionType!.Equals(import.FunctionType)))
                        {
                            Stopped = "one name imported with two types";
                            return null;
                        }
                        linker.Define(import.Module, import.Name, function);
                        break;
                    case ExternalKind.Memory:
                        var memory = new Memory(import.MemoryType!, RunLimits.MemoryPages);
                        _memories.Add(memory);
                        linker.Define(import.Module, import.Name, memory);
                        break;
                    case ExternalKind.Table:
                        linker.Define(import.Module, import.Name, new Table(import.TableType!));
                        break;
                    default:
                        var type = import.GlobalType!;
                        linker.Define(import.Module, import.Name, new Global(type, HostValues.Make(type.ValueType, _made++)));
                        break;
                }
            return linker;
        }

        Value Log(int import, Value[] arguments, IReadOnlyList<ValueType> results)
        {
            if (++_logged > RunLimits.LogLines) throw new TrapException(TrapKind.Host);
            Lines.Add($"host {import} {HostValues.Describe(arguments)}");
            return results is [var type] ? HostValues.Make(type, _made++) : default;
        }

        void DescribeState(Instance instance, ModuleDefinition definition)
        {
            for (var i = 0; i < definition.Exports.Count; i++)
                switch (instance.GetExport(definition.Exports[i].Name))
                {
                    case Global global: Lines.Add($"export {i} {HostValues.Describe(global.Value)}"); break;
                    case Table table: Lines.Add($"export {i} table {table.Size} {Enumerable.Range(0, (int)table.Size).Count(slot => table.Get((uint)slot) is not null)}"); break;
                    case Memory memory: Lines.Add($"export {i} memory {memory.Pages} {Convert.ToHexStringLower(SHA256.HashData(memory.Slice(0, (uint)memory.Length)))}"); break;
                }
        }
    }
}
