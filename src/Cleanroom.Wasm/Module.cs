using System.Reflection;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>A compiled module. Compiled once, instantiated many times; safe to use from several threads.</summary>
public sealed class Module
{
    /// <summary>The just-in-time compiler looks at methods of up to 100 bytes of IL by itself: no instruction takes more than twice the bytes that its IL takes.</summary>
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

    /// <summary>What the module declares.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>True when stores mark the pages that they write, see <see cref="EngineOptions.TrackWrites"/>.</summary>
    internal bool TracksWrites { get; }

    /// <summary>Functions with more bytes of code are never inlined.</summary>
    internal int MaxInlinedSize { get; }

    internal Dictionary<string, ExportDefinition> Exports { get; }

    /// <summary>The exported function of a name for use with any instance, or null.</summary>
    public FunctionHandle? FindFunction(string name) =>
        Exports.TryGetValue(name, out var export) && export.Kind == ExternalKind.Function ? new FunctionHandle(export.Index) : null;

    /// <summary>
    /// The imports that a function can come to call, by their place among the imported functions. An indirect call is taken to lead to every function of the
    /// element segments; tables that the host fills and functions that the host calls back are not counted.
    /// </summary>
    public IReadOnlyList<int> ImportsReachableFrom(FunctionHandle function) => Reachability.ImportsFrom(Definition, function.Index);

    /// <summary>Compiles every function to machine code now instead of at its first call.</summary>
    public void WarmUp(CancellationToken cancellation = default)
    {
        foreach (var method in _methods)
        {
            cancellation.ThrowIfCancellationRequested();
            if (method is not null) RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }

    /// <summary>Does the same on another thread, with low priority for the first calls that need the processor.</summary>
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
