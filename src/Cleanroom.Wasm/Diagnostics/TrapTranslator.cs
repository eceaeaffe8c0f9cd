using System.Diagnostics;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>Turns exceptions that leave compiled code into traps, and finds the WebAssembly frames of traps.</summary>
static class TrapTranslator
{
    const int OutermostFrames = 10;

    /// <summary>The trap to throw in place of an exception that came out of the guest and is none.</summary>
    public static TrapException Translate(Exception fault)
    {
        // The processor's and the runtime's own checks serve as WebAssembly's where the innermost frame is compiled guest code.
        TrapKind? kind = !CompiledFrames.IsInnermost(new StackTrace(fault)) ? null : fault switch
        {
            OverflowException => TrapKind.MemoryOutOfBounds,
            DivideByZeroException => TrapKind.IntegerDivideByZero,
            IndexOutOfRangeException => TrapKind.UndefinedElement,
            _ => null,
        };
        var trap = kind is { } known ? new TrapException(known, fault) : new TrapException(TrapKind.HostDefect, $"internal host error: {fault.Message}", fault);
        EngineMetrics.Trapped(trap);
        return trap;
    }

    // The original exception has the frames up to the place where it was translated, the trap those that it passed since.
    public static List<WasmFrame> CollectFrames(TrapException trap, out int omitted)
    {
        var compiled = new List<StackFrame>();
        StackFrame? inner = null;
        if (trap.InnerException is not null) AddCompiled(compiled, trap.InnerException, ref inner);
        AddCompiled(compiled, trap, ref inner);
        omitted = Math.Max(compiled.Count - TrapException.InnermostFrames - OutermostFrames, 0);
        // After endless recursion the function that began it is at the far end.
        if (omitted > 0) compiled.RemoveRange(TrapException.InnermostFrames, omitted);
        if (compiled.Count == 0) return [];
        var innermost = CompiledFrames.FindInnermost(compiled[0], inner, trap.Kind);
        // How many frames come before the omitted ones is fixed.
        return [.. omitted > 0 ? innermost.TakeLast(1) : innermost, .. compiled.Skip(1).Select(CompiledFrames.Find)];
    }

    // Also finds the frame that the innermost compiled one called.
    static void AddCompiled(List<StackFrame> frames, Exception exception, ref StackFrame? inner)
    {
        foreach (var frame in new StackTrace(exception).GetFrames())
            if (CompiledFrames.IsCompiled(frame)) frames.Add(frame);
            else if (frames.Count == 0) inner = frame;
    }
}
