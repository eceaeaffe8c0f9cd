using System.Reflection;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>A compiled module. Compiled once, instantiated many times. Thread-safe.</summary>
public sealed class Module
{
    /// <summary>
    /// The just-in-time compiler considers methods of up to 100 bytes of IL for inlining on its own; no instruction has more than twice as many bytes as its
    /// IL.
    /// </summary>
    const int SizeInlinedUnasked = 200;

    readonly MethodInfo?[] _methods;
    readonly OffsetMap[] _offsetMaps;
    readonly bool[] _builtIn;

    internal Module(ModuleDefinition definition, Type compiled, MethodInfo?[] methods, OffsetMap[] offsetMaps, bool[] builtIn, EngineOptions options)
    {
        Definition = definition;
        (_methods, _offsetMaps, _builtIn) = (methods, offsetMaps, builtIn);
        TracksWrites = options.TrackWrites;
        MaxInlinedSize = Math.Max(options.InlineSize, SizeInlinedUnasked);
        Exports = definition.Exports.ToDictionary(export => export.Name);
        CompiledFrames.Register(compiled, this);
    }

    /// <summary>The decoded module.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>True when stores mark the written pages, see <see cref="EngineOptions.TrackWrites"/>.</summary>
    internal bool TracksWrites { get; }

    /// <summary>Maximum code size in bytes of inlined functions.</summary>
    internal int MaxInlinedSize { get; }

    internal Dictionary<string, ExportDefinition> Exports { get; }

    /// <summary>Returns a handle of the exported function with a name for use with any instance, or null.</summary>
    public FunctionHandle? FindFunction(string name) =>
        Exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Function ? new FunctionHandle(export.Index) : null;

    /// <summary>
    /// Returns the imports that a function can reach, as positions among the imported functions. An indirect call is assumed to reach every function of the
    /// element segments; tables filled by the host and functions called back by the host are not considered.
    /// </summary>
    public IReadOnlyList<int> ImportsReachableFrom(FunctionHandle function) => Reachability.ImportsFrom(Definition, function.Index);

    /// <summary>Compiles every function to machine code now instead of on its first call.</summary>
    public void WarmUp(CancellationToken cancellation = default)
    {
        foreach (var method in _methods)
        {
            cancellation.ThrowIfCancellationRequested();
            if (method is not null) RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }

    /// <summary>Warms up on another thread, with low priority while early calls need the processor.</summary>
    public Task WarmUpInBackground(CancellationToken cancellation = default) => Task.Factory.StartNew(
        () =>
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            WarmUp(cancellation);
        },
        cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>True when an imported function was compiled into the module.</summary>
    internal bool IsBuiltIn(int importedFunction) => _builtIn[importedFunction];

    internal nint CodeOf(int function) => _methods[function]!.MethodHandle.GetFunctionPointer();

    internal OffsetMap OffsetMap(int function) => _offsetMaps[function];
}
