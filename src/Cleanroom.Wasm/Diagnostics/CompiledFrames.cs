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

    /// <summary>The WebAssembly frame behind a .NET frame, or null when it is none.</summary>
    public static WasmFrame? Find(StackFrame? frame)
    {
        if (frame?.GetMethod() is not { DeclaringType: { } type } method || !Modules.TryGetValue(type, out var module)) return null;
        if (!TryGetIndex(method.Name, out var index)) return null;
        var definition = module.Definition;
        return new WasmFrame(index, definition.FunctionName(index), definition.Functions[index], module.OffsetMap(index).Find(frame.GetILOffset()));
    }

    static bool TryGetIndex(string method, out int index) =>
        int.TryParse(method.AsSpan(ModuleCompiler.FunctionPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
