using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>Recognizes frames of compiled WebAssembly functions.</summary>
static class CompiledFrames
{
    static readonly ConditionalWeakTable<Type, Module> Modules = [];

    /// <summary>Registers the frames of a compiled module.</summary>
    public static void Register(Type compiled, Module module) => Modules.Add(compiled, module);

    /// <summary>True when an exception was thrown by compiled code itself, not by a host function that it called.</summary>
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

    // The runtime throws its exceptions in helpers; our helpers count as part of the calling instruction.
    static bool IsHelper(Type type) =>
        type.FullName == "Internal.Runtime.CompilerHelpers.ThrowHelpers" || type.Assembly == typeof(CompiledFrames).Assembly && type.Namespace == typeof(Traps).Namespace;

    /// <summary>True for a .NET frame of a compiled function.</summary>
    public static bool IsCompiled(StackFrame frame) => frame.GetMethod() is { DeclaringType: { } type } method && Modules.TryGetValue(type, out _) && TryGetIndex(method.Name, out _);

    /// <summary>Returns the WebAssembly frame of a .NET frame of a compiled function.</summary>
    public static WasmFrame Find(StackFrame frame)
    {
        var (module, index) = Locate(frame);
        var definition = module.Definition;
        return new WasmFrame(index, definition.FunctionName(index), definition.Functions[index], module.OffsetMap(index).Find(frame.GetILOffset()));
    }

    /// <summary>
    /// Returns the frames of the innermost .NET frame of a compiled function, including inlined functions as far as they can be determined.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="inner">The .NET frame that it called, or null.</param>
    /// <param name="kind">Why the guest was stopped.</param>
    public static IReadOnlyList<WasmFrame> FindInnermost(StackFrame frame, StackFrame? inner, TrapKind kind)
    {
        var (module, index) = Locate(frame);
        if (index < module.Definition.ImportedFunctions) return [Find(frame)];
        return TrapPlaces.Refine(module, Find(frame), kind, TellsStatement(inner) ? module.OffsetMap(index).FindStatement(frame.GetILOffset()) : null);
    }

    // Calls that do not return, of the runtime's and our helpers, are shared by all checks of a function. Hardware exceptions and calls that may return have
    // the right location.
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
