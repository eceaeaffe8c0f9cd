using System.Security.Cryptography;
using Cleanroom.Fuzz.Cases;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;
using Wasmtime;
using Function = Wasmtime.Function;
using Global = Wasmtime.Global;
using Instance = Wasmtime.Instance;
using Linker = Wasmtime.Linker;
using Memory = Wasmtime.Memory;
using Module = Wasmtime.Module;
using Store = Wasmtime.Store;
using Table = Wasmtime.Table;
using TrapException = Wasmtime.TrapException;

namespace Cleanroom.Fuzz.Running;

/// <summary>
/// Runs cases in Wasmtime, in this process: without its handling of signals, which would break exceptions of .NET. Says nothing about validity, and nothing
/// about modules with references or several results at the border to the host.
/// </summary>
sealed class WasmtimeRunner : IRunner
{
    readonly Wasmtime.Engine _engine = new(new Config().WithSignalsBasedTraps(false).WithEpochInterruption(true));

    /// <inheritdoc/>
    public string Name => "Wasmtime";

    /// <inheritdoc/>
    public Task<Outcome> RunAsync(FuzzCase fuzzCase) => Task.Run(() =>
    {
        if (fuzzCase.Definition is not { } definition) return new Outcome([], null, fuzzCase.Refusal!.Message);
        if (!IsSimple(definition)) return new Outcome([], "references or several results (Wasmtime)", null);
        Module module;
        try
        {
            module = Module.FromBytes(_engine, "case", fuzzCase.Bytes);
        }
        catch (WasmtimeException)
        {
            return new Outcome([], "refused (Wasmtime)", null);
        }
        using (module)
        using (var run = new WasmtimeRun(_engine, definition))
        {
            run.Execute(module, fuzzCase);
            return new Outcome(run.Lines, run.Stopped, null);
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    static bool IsSimple(ModuleDefinition definition) =>
        definition.Imports.All(import => import.Kind != ExternalKind.Function || IsSimple(import.FunctionType!)) &&
        definition.Imports.All(import => import.GlobalType is not { } type || IsNumber(type.ValueType)) &&
        definition.Exports.All(export => export.Kind switch
        {
            ExternalKind.Function => IsSimple(definition.Functions[export.Index]),
            ExternalKind.Global => IsNumber(definition.Globals[export.Index].ValueType),
            _ => true,
        });

    static bool IsSimple(FunctionType type) => type.Results.Count <= 1 && type.Parameters.Concat(type.Results).All(IsNumber);

    static bool IsNumber(ValueType type) => type is ValueType.I32 or ValueType.I64 or ValueType.F32 or ValueType.F64;

    /// <summary>One case at work.</summary>
    sealed class WasmtimeRun : IDisposable
    {
        readonly ModuleDefinition _definition;
        readonly Wasmtime.Engine _engine;
        readonly Store _store;
        readonly Linker _linker;
        int _logged;
        uint _made;

        public WasmtimeRun(Wasmtime.Engine engine, ModuleDefinition definition)
        {
            _definition = definition;
            _engine = engine;
            _store = new Store(engine);
            _store.SetLimits((long)RunLimits.MemoryPages * MemoryType.PageSize, ImplementationLimits.TableSize, null, null, null);
            _store.SetEpochDeadline(1);
            _linker = new Linker(engine);
        }

        public List<string> Lines { get; } = [];

        public string? Stopped { get; private set; }

        public void Dispose()
        {
            _linker.Dispose();
            _store.Dispose();
        }

        public void Execute(Module module, FuzzCase fuzzCase)
        {
            using var timer = new Timer(_ => _engine.IncrementEpoch(), null, RunLimits.Time, Timeout.InfiniteTimeSpan);
            Instance? instance = null;
            Attempt("instantiation", () =>
            {
                foreach (var import in _definition.Imports) Define(import);
                instance = _linker.Instantiate(_store, module);
                Lines.Add("instantiated");
            });
            if (instance is null) return;
            for (var i = 0; i < fuzzCase.Calls.Count && Stopped is null; i++)
            {
                var (number, call) = (i, fuzzCase.Calls[i]);
                Attempt($"call {number}", () => Lines.Add($"call {number} -> {Call(instance, call)}"));
            }
            if (Stopped is null) DescribeState(instance);
        }

        void Attempt(string what, Action action)
        {
            try
            {
                action();
            }
            catch (TrapException trap) when (_logged <= RunLimits.LogLines && ClassOf(trap.Type) is { } found)
            {
                Lines.Add($"{what} trap {found}");
            }
            catch (WasmtimeException failure)
            {
                Stopped = _logged > RunLimits.LogLines ? "log" : failure is TrapException trap ? StopReason(trap.Type) : "refused (Wasmtime)";
            }
        }

        string Call(Instance instance, PlannedCall call)
        {
            var result = instance.GetFunction(call.Export)!.Invoke(call.Arguments.Select(ToBox).ToArray().AsSpan());
            return result is null ? "" : HostValues.Describe([FromObject(result)]);
        }

        void Define(ImportDefinition import)
        {
            switch (import.Kind)
            {
                case ExternalKind.Function:
                    var (index, type) = (import.Index, import.FunctionType!);
                    _linker.DefineFunction(import.Module, import.Name, (Wasmtime.Caller _, ReadOnlySpan<ValueBox> arguments, Span<ValueBox> results) => Log(index, type, arguments, results),
                        [.. type.Parameters.Select(Kind)], [.. type.Results.Select(Kind)]);
                    break;
                case ExternalKind.Memory:
                    var memory = import.MemoryType!;
                    _linker.Define(import.Module, import.Name, new Memory(_store, memory.Minimum, memory.Maximum, false));
                    break;
                case ExternalKind.Table:
                    var table = import.TableType!;
                    _linker.Define(import.Module, import.Name, new Table(_store, TableKind.FuncRef, null, table.Minimum, table.Maximum ?? uint.MaxValue));
                    break;
                default:
                    var global = import.GlobalType!;
                    var value = HostValues.Make(global.ValueType, _made++);
                    _linker.Define(import.Module, import.Name, new Global(_store, Kind(global.ValueType), ToObject(value), global.IsMutable ? Mutability.Mutable : Mutability.Immutable));
                    break;
            }
        }

        void Log(int import, FunctionType type, ReadOnlySpan<ValueBox> arguments, Span<ValueBox> results)
        {
            if (++_logged > RunLimits.LogLines) throw new InvalidOperationException("log");
            var values = new Value[arguments.Length];
            for (var i = 0; i < values.Length; i++) values[i] = FromBox(arguments[i], type.Parameters[i]);
            Lines.Add($"host {import} {HostValues.Describe(values)}");
            if (results.Length > 0) results[0] = ToBox(HostValues.Make(type.Results[0], _made++));
        }

        void DescribeState(Instance instance)
        {
            for (var i = 0; i < _definition.Exports.Count; i++)
            {
                var name = _definition.Exports[i].Name;
                switch (_definition.Exports[i].Kind)
                {
                    case ExternalKind.Global: Lines.Add($"export {i} {HostValues.Describe(FromObject(instance.GetGlobal(name)!.GetValue()!))}"); break;
                    case ExternalKind.Table:
                        var table = instance.GetTable(name)!;
                        var size = (int)table.GetSize();
                        Lines.Add($"export {i} table {size} {Enumerable.Range(0, size).Count(slot => table.GetElement((uint)slot) is Function { IsNull: false })}");
                        break;
                    case ExternalKind.Memory:
                        var memory = instance.GetMemory(name)!;
                        Lines.Add($"export {i} memory {memory.GetSize()} {Convert.ToHexStringLower(SHA256.HashData(memory.GetSpan(0, (int)memory.GetLength())))}");
                        break;
                }
            }
        }

        static string? ClassOf(TrapCode code) => code switch
        {
            TrapCode.Unreachable => "unreachable",
            TrapCode.MemoryOutOfBounds => "memory",
            TrapCode.TableOutOfBounds => "table",
            TrapCode.IndirectCallToNull or TrapCode.BadSignature => "indirect",
            TrapCode.IntegerDivisionByZero => "division by zero",
            TrapCode.IntegerOverflow or TrapCode.BadConversionToInteger => "overflow",
            _ => null,
        };

        static string StopReason(TrapCode code) => code switch
        {
            TrapCode.StackOverflow => "stack",
            TrapCode.Interrupt => "time",
            _ => $"trap {code} (Wasmtime)",
        };

        static ValueKind Kind(ValueType type) => type switch
        {
            ValueType.I32 => ValueKind.Int32,
            ValueType.I64 => ValueKind.Int64,
            ValueType.F32 => ValueKind.Float32,
            _ => ValueKind.Float64,
        };

        static object ToObject(Value value) => value.Type switch
        {
            ValueType.I32 => (object)value.AsInt32(),
            ValueType.I64 => value.AsInt64(),
            ValueType.F32 => value.AsSingle(),
            _ => value.AsDouble(),
        };

        static ValueBox ToBox(Value value) => value.Type switch
        {
            ValueType.I32 => (ValueBox)value.AsInt32(),
            ValueType.I64 => (ValueBox)value.AsInt64(),
            ValueType.F32 => (ValueBox)value.AsSingle(),
            _ => (ValueBox)value.AsDouble(),
        };

        static Value FromBox(ValueBox box, ValueType type) => type switch
        {
            ValueType.I32 => Value.FromInt32(box.AsInt32()),
            ValueType.I64 => Value.FromInt64(box.AsInt64()),
            ValueType.F32 => Value.FromSingle(box.AsSingle()),
            _ => Value.FromDouble(box.AsDouble()),
        };

        static Value FromObject(object value) => value switch
        {
            int number => Value.FromInt32(number),
            long number => Value.FromInt64(number),
            float number => Value.FromSingle(number),
            _ => Value.FromDouble((double)value),
        };
    }
}
