using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>Recognises frames of compiled WebAssembly functions.</summary>
static class CompiledFrames
{
    static readonly ConditionalWeakTable<Type, Module> Modules = [];

    /// <summary>Makes the frames of a compiled module known.</summary>
    public static void Register(Type compiled, Module module) => Modules.Add(compiled, module);

    /// <summary>True when an exception arose in compiled code itself, not in a host function that it called.</summary>
    public static bool IsInnermost(StackTrace trace)
    {
        foreach (var frame in trace.GetFrames())
        {
            var type = frame.GetMethod()?.DeclaringType;
            if (type is null) return false;
            if (Modules.TryGetValue(type, out _)) return true;
            if (!IsHelper(type)) return false;
        }
        return false;
    }

    // The runtime raises its exceptions in helpers of its own; our helpers count as part of the instruction that calls them.
    static bool IsHelper(Type type) =>
        type.FullName == "Internal.Runtime.CompilerHelpers.ThrowHelpers" || type.Assembly == typeof(CompiledFrames).Assembly && type.Namespace == typeof(Traps).Namespace;

    /// <summary>True for a .NET frame of a compiled function.</summary>
    public static bool IsCompiled(StackFrame frame) => frame.GetMethod() is { DeclaringType: { } type } method && Modules.TryGetValue(type, out _) && TryGetIndex(method.Name, out _);

    /// <summary>The WebAssembly frame behind a .NET frame of a compiled function.</summary>
    public static WasmFrame Find(StackFrame frame)
    {
        var (module, index) = Locate(frame);
        var definition = module.Definition;
        return new WasmFrame(index, definition.FunctionName(index), definition.Functions[index], module.OffsetMap(index).Find(frame.GetILOffset()));
    }

    /// <summary>The frames behind the innermost .NET frame of a compiled function: with those that were inlined into it, as far as they can be known.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="inner">The .NET frame that it called, or null.</param>
    /// <param name="kind">Why the guest was stopped.</param>
    public static IReadOnlyList<WasmFrame> FindInnermost(StackFrame frame, StackFrame? inner, TrapKind kind)
    {
        var (module, index) = Locate(frame);
        if (index < module.Definition.ImportedFunctions) return [Find(frame)];
        return TrapPlaces.Refine(module, Find(frame), kind, TellsStatement(inner) ? module.OffsetMap(index).FindStatement(frame.GetILOffset()) : null);
    }

    // Calls that do not return, the runtime's and ours, stand at one place for all checks of a function. What the processor notices, and calls of what may return,
    // stand where they belong.
    static bool TellsStatement(StackFrame? inner) =>
        inner?.GetMethod()?.DeclaringType is not { } type || type == typeof(MemoryOperations) || type == typeof(TableOperations) && inner.GetMethod()!.IsPublic;

    static (Module Module, int Index) Locate(StackFrame frame)
    {
        var method = frame.GetMethod()!;
        Modules.TryGetValue(method.DeclaringType!, out var module);
        TryGetIndex(method.Name, out var index);
        return (module!, index);
    }

    static bool TryGetIndex(string method, out int index) =>
        int.TryParse(method.AsSpan(ModuleCompiler.FunctionPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
