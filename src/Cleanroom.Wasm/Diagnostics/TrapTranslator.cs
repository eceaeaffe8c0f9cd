using System.Diagnostics;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>Translates exceptions that leave compiled code into traps, and finds the WebAssembly frames of traps.</summary>
static class TrapTranslator
{
    const int OutermostFrames = 10;

    /// <summary>Returns the trap to throw in place of an exception from the guest that is not a trap.</summary>
    public static TrapException Translate(Exception fault)
    {
        // Checks by the processor and the runtime implement WebAssembly's if the innermost frame is compiled guest code.
        TrapKind? kind = !CompiledFrames.IsInnermost(new StackTrace(fault)) ? null : fault switch
        {
            OverflowException => TrapKind.MemoryOutOfBounds,
            DivideByZeroException => TrapKind.IntegerDivideByZero,
            IndexOutOfRangeException => TrapKind.UndefinedElement,
            _ => null,
        };
        var trap = kind is { } trapKind ? new TrapException(trapKind, fault) : new TrapException(TrapKind.HostDefect, $"internal host error: {fault.Message}", fault);
        EngineMetrics.Trapped(trap);
        return trap;
    }

    // The original exception has the frames up to the point of translation, the trap those passed since.
    public static List<WasmFrame> CollectFrames(TrapException trap, out int omitted)
    {
        var compiled = new List<StackFrame>();
        StackFrame? inner = null;
        if (trap.InnerException is not null) AddCompiled(compiled, trap.InnerException, ref inner);
        AddCompiled(compiled, trap, ref inner);
        omitted = Math.Max(compiled.Count - TrapException.InnermostFrames - OutermostFrames, 0);
        // After infinite recursion, the function that started it is among the outermost frames.
        if (omitted > 0) compiled.RemoveRange(TrapException.InnermostFrames, omitted);
        if (compiled.Count == 0) return [];
        var innermost = CompiledFrames.FindInnermost(compiled[0], inner, trap.Kind);
        // The number of frames before the omitted ones is fixed.
        return [.. omitted > 0 ? innermost.TakeLast(1) : innermost, .. compiled.Skip(1).Select(CompiledFrames.Find)];
    }

    // Also finds the frame called by the innermost compiled one.
    static void AddCompiled(List<StackFrame> frames, Exception exception, ref StackFrame? inner)
    {
        foreach (var frame in new StackTrace(exception).GetFrames())
            if (CompiledFrames.IsCompiled(frame)) frames.Add(frame);
            else if (frames.Count == 0) inner = frame;
    }
}
