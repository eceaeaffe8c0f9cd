using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>Resolves the imports of modules by module and name.</summary>
public sealed class Linker
{
    readonly Dictionary<(string Module, string Name), object> _definitions = [];

    /// <summary>Defines a function. A later definition with the same name replaces it.</summary>
    public Linker Define(string module, string name, Function function) => Set(module, name, function);

    /// <summary>Defines a host function, see <see cref="Function.FromDelegate"/>.</summary>
    public Linker Define(string module, string name, Delegate function) => Set(module, name, Function.FromDelegate(function));

    /// <summary>Defines a memory.</summary>
    public Linker Define(string module, string name, Memory memory) => Set(module, name, memory);

    /// <summary>Defines a table.</summary>
    public Linker Define(string module, string name, Table table) => Set(module, name, table);

    /// <summary>Defines a global.</summary>
    public Linker Define(string module, string name, Global global) => Set(module, name, global);

    /// <summary>Defines all exports of an instance under a module name. Modules that import them must be instantiated in the same store.</summary>
    public Linker Define(string module, Instance instance)
    {
        foreach (var export in instance.Module!.Definition.Exports) Set(module, export.Name, instance.GetExport(export.Name)!);
        return this;
    }

    /// <summary>Resolves all imports of a module and checks their types.</summary>
    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    public LinkedModule Link(Module module)
    {
        var definition = module.Definition;
        var imports = new ResolvedImports(definition);
        foreach (var import in definition.Imports)
        {
            if (import.Kind == ExternalKind.Function && module.IsBuiltIn(import.Index)) continue;
            if (!_definitions.TryGetValue((import.Module, import.Name), out var found)) throw new LinkException(import, import.IsWasi
                ? "unknown import: this is a WASI program, and this engine does not provide WASI. Run it with a WASI runtime, compile it without WASI, or define these functions in the linker"
                : "unknown import: nothing of this name is defined");
            switch (import.Kind, found)
            {
                case (ExternalKind.Function, Function function):
                    if (!function.Type.Equals(import.FunctionType)) throw Incompatible(import, $"the module declares {import.FunctionType}, the function has type {function.Type}");
                    imports.Functions[import.Index] = function;
                    break;
                case (ExternalKind.Table, Table table):
                    var tableType = import.TableType!;
                    if (table.Type.ElementType != tableType.ElementType) throw Incompatible(import, "the element types differ");
                    CheckLimits(import, table.Size, table.Type.Maximum, tableType.Minimum, tableType.Maximum);
                    imports.Tables[import.Index] = table;
                    break;
                case (ExternalKind.Memory, Memory memory):
                    CheckLimits(import, memory.Pages, memory.Type.Maximum, import.MemoryType!.Minimum, import.MemoryType.Maximum);
                    imports.Memory = memory;
                    break;
                case (ExternalKind.Global, Global global):
                    if (global.Type != import.GlobalType) throw Incompatible(import, "value type or mutability differs");
                    imports.Globals[import.Index] = global;
                    break;
                default: throw Incompatible(import, $"expected a {import.Kind.ToString().ToLowerInvariant()}");
            }
        }
        return new LinkedModule(module, imports);
    }

    /// <summary>Links and instantiates in one step.</summary>
    public Instance Instantiate(Store store, Module module) => Link(module).Instantiate(store);

    Linker Set(string module, string name, object definition)
    {
        _definitions[(module, name)] = definition;
        return this;
    }

    static void CheckLimits(ImportDefinition import, uint size, uint? maximum, uint requiredMinimum, uint? requiredMaximum)
    {
        if (size < requiredMinimum) throw Incompatible(import, $"the module requires at least {requiredMinimum}, there are {size}");
        if (requiredMaximum is { } max && (maximum is null || maximum > max)) throw Incompatible(import, $"the module requires at most {max}");
    }

    static LinkException Incompatible(ImportDefinition import, string why) => new(import, $"incompatible import type: {why}");
}

/// <summary>A module with its resolved imports. Creates instances.</summary>
public sealed class LinkedModule
{
    readonly ResolvedImports _imports;

    internal LinkedModule(Module module, ResolvedImports imports) => (Module, _imports) = (module, imports);

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>Creates an instance: allocates it, copies the active segments and calls the start function.</summary>
    /// <param name="store">The store of the instance.</param>
    /// <param name="allocated">Called with the instance before any of its code runs.</param>
    /// <exception cref="TrapException">A segment is out of bounds, or the start function trapped.</exception>
    /// <exception cref="InvalidOperationException">A guest of the store trapped before, or the store was disposed.</exception>
    public Instance Instantiate(Store store, Action<Instance>? allocated = null)
    {
        var instance = Allocate(store);
        allocated?.Invoke(instance);
        try
        {
            instance.Initialize();
        }
        catch (Exception fault) when (NeedsTranslation(fault))
        {
            throw TrapTranslator.Translate(fault);
        }
        return instance;

        bool NeedsTranslation(Exception fault)
        {
            store.NoteTrap();
            if (fault is not TrapException trap) return true;
            EngineMetrics.Trapped(trap);
            return false;
        }
    }

    /// <summary>Allocates an instance without copying its segments or calling its start function.</summary>
    /// <param name="store">Its store.</param>
    /// <param name="memoryPages">The first size of its memory where it is larger than the declared minimum.</param>
    internal Instance Allocate(Store store, uint memoryPages = 0)
    {
        if (store.IsFaulted) throw store.Refusal();
        foreach (var function in _imports.Functions)
            if (function?.Instance is { NeedsCaller: false, Store: { } owner } && owner != store) throw new ArgumentException("an imported function belongs to an instance of another store", nameof(store));
        return new Instance(store, Module, _imports, memoryPages);
    }
}

/// <summary>The resolved imports of a module, by index.</summary>
sealed class ResolvedImports(ModuleDefinition definition)
{
    public Function[] Functions { get; } = new Function[definition.ImportedFunctions];

    /// <summary>Returns the functions for an instance: those that need their caller are bound to it.</summary>
    public Function[] FunctionsFor(Instance caller) =>
        Array.Exists(Functions, static function => function?.Instance.NeedsCaller == true) ? Array.ConvertAll(Functions, function => function?.BindTo(caller)!) : Functions;

    public Table[] Tables { get; } = new Table[definition.ImportedTables];

    public Global[] Globals { get; } = new Global[definition.ImportedGlobals];

    public Memory? Memory { get; set; }
}
