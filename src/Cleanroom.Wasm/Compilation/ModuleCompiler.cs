using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Compiles a validated module to IL: one static method per function, with the instance as its last parameter.</summary>
sealed class ModuleCompiler
{
    /// <summary>Method names consist of this prefix and the function's index.</summary>
    public const string FunctionPrefix = "f";

    readonly ModuleDefinition _module;
    readonly EngineOptions _options;
    readonly HostImport?[] _hostImports;
    readonly CallGraph _callGraph;

    ModuleCompiler(ModuleDefinition module, EngineOptions options, IHostImports? imports)
    {
        _module = module;
        _options = options;
        _hostImports = [.. module.Imports.Where(import => import.Kind == ExternalKind.Function).Select(import => imports?.Resolve(import))];
        _callGraph = CallGraph.Of(module);
        Methods = new MethodBuilder[module.Functions.Count];
        // The length of a memory can change during a call if the module can grow it, or if it is shared: imported or exported.
        MemoryCanGrow = module.Memories.Count > 0 && module.Memories[0] is var memory && memory.Minimum != memory.Maximum &&
            (module.GrowsMemory || module.ImportedMemories > 0 || module.Exports.Any(export => export.Kind == ExternalKind.Memory));
    }

    public MethodBuilder[] Methods { get; }

    public ModuleDefinition Definition => _module;

    public bool MemoryCanGrow { get; }

    public bool TracksWrites => _options.TrackWrites;

    public int DenseSize => _options.DenseSize;

    public static Module Compile(ModuleDefinition module, EngineOptions options, IHostImports? imports)
    {
        if (IntPtr.Size != 8) throw new PlatformNotSupportedException("the engine needs a 64-bit process");
        var start = Stopwatch.GetTimestamp();
        var compiled = new ModuleCompiler(module, options, imports).Compile();
        EngineMetrics.Compiled(Stopwatch.GetElapsedTime(start));
        return compiled;
    }

    Module Compile()
    {
        var friends = _hostImports.Where(import => import is not null).SelectMany(import => import!.Assemblies);
        var type = DynamicAssemblies.DefineType("Module", _options.Collectible, friends);
        for (var i = 0; i < Methods.Length; i++)
        {
            var function = _module.Functions[i];
            CheckResults(function);
            Methods[i] = type.DefineMethod(FunctionPrefix + i.ToString(CultureInfo.InvariantCulture), MethodAttributes.Public | MethodAttributes.Static, function.ClrResult(), function.ClrParameters());
            if (IsInlined(i)) Methods[i].SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        }
        var maps = new OffsetMap[Methods.Length];
        for (var i = 0; i < Methods.Length; i++)
        {
            if (i < _module.ImportedFunctions)
            {
                CompileImport(i);
                maps[i] = OffsetMap.Empty;
            }
            else maps[i] = CompileBody(i);
        }
        var compiled = type.CreateType();
        var methods = new MethodInfo?[Methods.Length];
        foreach (var method in compiled.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            methods[int.Parse(method.Name.AsSpan(FunctionPrefix.Length), CultureInfo.InvariantCulture)] = method;
        return new Module(_module, compiled, methods, maps, Array.ConvertAll(_hostImports, static import => import is not null), _options);
    }

    bool IsInlined(int function)
    {
        if (function < _module.ImportedFunctions) return _hostImports[function]?.Inline ?? true;
        var body = _module.Bodies[function - _module.ImportedFunctions];
        return body.End - body.Start <= _options.InlineSize && _callGraph.StackNeeds[function - _module.ImportedFunctions] == 0;
    }

    OffsetMap CompileBody(int function)
    {
        var defined = function - _module.ImportedFunctions;
        try
        {
            return new FunctionCompiler(this, Methods[function].GetILGenerator(), function, _callGraph.StackNeeds[defined]).Compile();
        }
        catch (WasmFormatException error) when (error.FunctionIndex < 0)
        {
            throw error.InFunction(function, _module.FunctionName(function), _module.Bodies[defined].Start);
        }
    }

    // A built-in host function is called directly; any other import through the function found by the linker.
    void CompileImport(int function)
    {
        var il = Methods[function].GetILGenerator();
        if (_hostImports[function] is { } host)
        {
            host.Emit(il);
            return;
        }
        var type = _module.Functions[function];
        var instance = type.ParameterSpan.Length;
        var target = il.DeclareLocal(typeof(Function));
        il.LoadArgument(instance);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Imports);
        il.LoadInt32(function);
        il.Emit(OpCodes.Ldelem_Ref);
        il.Emit(OpCodes.Stloc, target);
        for (var i = 0; i < instance; i++) il.LoadArgument(i);
        il.Emit(OpCodes.Ldloc, target);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionInstance);
        il.Emit(OpCodes.Ldloc, target);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionCode);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, type.ClrResult(), type.ClrParameters(), null);
        il.Emit(OpCodes.Ret);
    }

    static void CheckResults(FunctionType type)
    {
        for (var i = Results.MaxReferences; i < type.ResultSpan.Length; i++)
            if (type.ResultSpan[i].IsReference()) throw new WasmFormatException($"a reference among the results after the first {Results.MaxReferences} of a function is not supported");
    }
}
