using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>An instance of a module: its memory, globals, tables and functions.</summary>
public sealed unsafe class Instance
{
    // Read by compiled code.
    internal readonly ControlBlock* Control;
    internal readonly byte* MemoryBase;
    internal readonly long* Globals;
    internal readonly Table? Table0;
    internal readonly Table[] Tables;
    internal readonly Function[] Imports;
    internal readonly ReferenceCell?[] References;
    internal readonly object? State;
    internal readonly Delegate? HostTarget;
    internal readonly Instance? HostCaller;
    internal readonly object?[] ReferenceResults;

    internal readonly bool[] DataDropped;
    internal readonly object?[]?[] Elements;
    readonly NativeBlock? _globals;
    readonly Global?[] _globalObjects;
    readonly Function?[] _functions;
    readonly Dictionary<string, ExportDefinition> _exports;

    /// <summary>Creates the object that represents a host function's instance.</summary>
    /// <param name="target">The delegate to call.</param>
    /// <param name="needsCaller">True when the function cannot be called without a caller.</param>
    /// <param name="caller">The instance that imports the function, or null while it is unknown.</param>
    internal Instance(Delegate target, bool needsCaller, Instance? caller = null)
    {
        HostTarget = target;
        NeedsCaller = needsCaller;
        (Tables, Imports, References, DataDropped, Elements, _globalObjects, _functions, _exports, ReferenceResults) = ([], [], [], [], [], [], [], [], caller?.ReferenceResults ?? []);
        if (caller is null) return;
        HostCaller = caller;
        Store = caller.Store;
        Control = caller.Control;
    }

    internal Instance(Store store, Module module, ResolvedImports imports, uint memoryPages = 0)
    {
        var definition = module.Definition;
        Store = store;
        Module = module;
        Control = store.Control;
        State = store.State;
        ReferenceResults = store.ReferenceResults;
        Imports = imports.FunctionsFor(this);
        _functions = new Function?[definition.Functions.Count];
        _exports = module.Exports;
        Memory = imports.Memory ?? (definition.Memories.Count > 0 ? new Memory(definition.Memories[0], store.Limits.MemoryPages, store.Limits.Budget, memoryPages) : null);
        Memory?.AddUser(store);
        MemoryBase = Memory is null ? null : Memory.Base;
        Tables = [.. imports.Tables, .. definition.Tables.Skip(definition.ImportedTables).Select(type => new Table(type, null, store.Limits.TableElements))];
        Table0 = Tables.Length > 0 ? Tables[0] : null;
        DataDropped = new bool[definition.DataSegments.Count];
        Elements = new object?[]?[definition.ElementSegments.Length];

        var globals = definition.Globals.Count;
        _globals = new NativeBlock(globals * sizeof(long));
        Globals = (long*)_globals.Address;
        References = new ReferenceCell?[globals];
        _globalObjects = new Global?[globals];
        for (var i = 0; i < definition.ImportedGlobals; i++)
        {
            _globalObjects[i] = imports.Globals[i];
            References[i] = imports.Globals[i].Reference;
            Globals[i] = (long)imports.Globals[i].Cell;
        }
        for (var i = definition.ImportedGlobals; i < globals; i++)
        {
            var value = Evaluate(definition.GlobalInitializers[i - definition.ImportedGlobals]);
            if (definition.Globals[i].ValueType.IsReference()) References[i] = new ReferenceCell { Value = value.Object };
            else Globals[i] = value.Bits;
        }
        store.Add(this);
        EngineMetrics.InstanceMade();
    }

    /// <summary>The store it belongs to; null for host functions.</summary>
    public Store? Store { get; }

    /// <summary>Its module; null for host functions.</summary>
    public Module? Module { get; }

    /// <summary>Its linear memory, or null when it has none.</summary>
    public Memory? Memory { get; }

    /// <summary>Returns the exported function with a name, or null.</summary>
    public Function? GetFunction(string name) => _exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Function ? FunctionAt(export.Index) : null;

    /// <summary>Returns the exported function with a name as a delegate, see <see cref="Function.ToDelegate"/>.</summary>
    /// <exception cref="ArgumentException">There is no such export, or the delegate's types do not match the function's.</exception>
    public TDelegate GetFunction<TDelegate>(string name) where TDelegate : Delegate =>
        GetFunction(name) is { } function ? function.ToDelegate<TDelegate>() : throw new ArgumentException($"the module exports no function \"{name}\"", nameof(name));

    /// <summary>Returns the function for a handle of this instance's module.</summary>
    public Function GetFunction(FunctionHandle handle) => FunctionAt(handle.Index);

    /// <summary>Returns the exported memory with a name, or null.</summary>
    public Memory? GetMemory(string name) => _exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Memory ? Memory : null;

    /// <summary>Returns the exported table with a name, or null.</summary>
    public Table? GetTable(string name) => _exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Table ? Tables[export.Index] : null;

    /// <summary>Returns the exported global with a name, or null.</summary>
    public Global? GetGlobal(string name) => _exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Global ? GlobalAt(export.Index) : null;

    /// <summary>
    /// Returns the export with a name: a <see cref="Function"/>, <see cref="Wasm.Memory"/>, <see cref="Table"/> or <see cref="Global"/>, or null.
    /// </summary>
    public object? GetExport(string name) => !_exports.TryGetValue(name, out var export) ? null : export.Kind switch
    {
        ExternalKind.Function => FunctionAt(export.Index),
        ExternalKind.Memory => Memory,
        ExternalKind.Table => Tables[export.Index],
        _ => GlobalAt(export.Index),
    };

    internal Function FunctionAt(int index) => index < Imports.Length && Imports[index] is { } imported
        ? imported
        : _functions[index] ??= new Function(Module!.Definition.Functions[index], Module.CodeOf(index), this, index);

    Global GlobalAt(int index) => _globalObjects[index] ??= References[index] is { } cell
        ? new Global(Module!.Definition.Globals[index], cell)
        : new Global(Module!.Definition.Globals[index], _globals!, Globals + index);

    /// <summary>Frees the memory immediately if the instance owns it. The instance must not be used afterwards.</summary>
    internal void ReleaseMemory()
    {
        if (Module!.Definition.ImportedMemories == 0) Memory?.Dispose();
    }

    /// <summary>True for a host function that cannot be called without a caller.</summary>
    internal bool NeedsCaller { get; }

    /// <summary>The block that holds the globals.</summary>
    internal Span<long> GlobalValues => new(Globals, References.Length);

    /// <summary>Copies the active segments into tables and memory and calls the start function.</summary>
    internal void Initialize()
    {
        var definition = Module!.Definition;
        for (var i = 0; i < definition.ElementSegments.Length; i++)
        {
            var segment = definition.ElementSegments[i];
            Elements[i] = [.. segment.Items.Select(item => Evaluate(item).Object)];
            if (segment.Mode == ElementMode.Active)
            {
                var start = (uint)Evaluate(segment.Offset).Bits;
                var size = Tables[segment.Table].Size;
                if ((ulong)start + (uint)segment.Items.Length > size) throw SegmentOutOfBounds(TrapKind.TableOutOfBounds, $"element segment {i} puts {segment.Items.Length} elements at {start} into a table of {size}");
                TableOperations.Init((int)start, 0, segment.Items.Length, i, segment.Table, this);
            }
            if (segment.Mode != ElementMode.Passive) Elements[i] = null;
        }
        for (var i = 0; i < definition.DataSegments.Count; i++)
        {
            var segment = definition.DataSegments[i];
            if (!segment.IsActive) continue;
            var start = (uint)Evaluate(segment.OffsetExpression).Bits;
            if ((ulong)start + (uint)segment.Content.Length > Memory!.Length) throw SegmentOutOfBounds(TrapKind.MemoryOutOfBounds, $"data segment {i} puts {segment.Content.Length} bytes at {start} into a memory of {Memory.Length}");
            MemoryOperations.Init((int)start, 0, segment.Content.Length, i, this);
            DataDropped[i] = true;
        }
        if (definition.StartFunction >= 0) FunctionAt(definition.StartFunction).Call();
    }

    static TrapException SegmentOutOfBounds(TrapKind kind, string details) => new(kind, $"{kind.Text()}: {details}");

    Value Evaluate(ConstantExpression expression) => expression.Opcode switch
    {
        Opcode.GlobalGet => GlobalAt((int)expression.Bits).Value,
        Opcode.RefNull => Value.Default(expression.Type),
        Opcode.RefFunc => Value.FromFunction(FunctionAt((int)expression.Bits)),
        _ => Value.FromBits(expression.Type, (long)expression.Bits),
    };
}
