using System.Diagnostics;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>Turns exceptions that leave compiled code into traps, and finds the WebAssembly frames of traps.</summary>
static class TrapTranslator
{
    const int MostFrames = 30;

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
        return kind is { } known
            ? new TrapException(known, fault)
            : new TrapException(TrapKind.HostDefect, $"internal host error: {fault.Message}", fault);
    }

    // The original exception has the frames up to the place where it was translated, the trap those that it passed since.
    public static List<WasmFrame> CollectFrames(TrapException trap)
    {
        var frames = new List<WasmFrame>();
        if (trap.InnerException is not null) Add(frames, trap.InnerException);
        Add(frames, trap);
        return frames;
    }

    static void Add(List<WasmFrame> frames, Exception exception)
    {
        foreach (var frame in new StackTrace(exception).GetFrames())
        {
            if (frames.Count >= MostFrames) return;
            if (CompiledFrames.Find(frame) is { } found) frames.Add(found);
        }
    }
}
