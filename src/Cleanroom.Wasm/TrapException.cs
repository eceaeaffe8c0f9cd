using Cleanroom.Wasm.Diagnostics;

namespace Cleanroom.Wasm;

/// <summary>The guest was stopped. Says why, and where in the module.</summary>
public sealed class TrapException : Exception
{
    /// <summary>Creates a trap of a kind with its standard text.</summary>
    public TrapException(TrapKind kind) : this(kind, kind.Text())
    {
    }

    internal TrapException(TrapKind kind, Exception innerException) : this(kind, kind.Text(), innerException)
    {
    }

    /// <summary>Creates a trap with a message.</summary>
    public TrapException(TrapKind kind, string message, Exception? innerException = null) : base(message, innerException) => Kind = kind;

    /// <summary>Why the guest was stopped.</summary>
    public TrapKind Kind { get; }

    /// <summary>
    /// The WebAssembly frames between the trap and the place where it was caught, innermost first: all of them, or if there are more than 30, the first 20
    /// and the last 10. Inlined functions have no frame.
    /// </summary>
    public IReadOnlyList<WasmFrame> Frames => TrapTranslator.CollectFrames(this, out _);

    /// <summary>Number of frames omitted from <see cref="Frames"/> after the first <see cref="InnermostFrames"/>.</summary>
    public int OmittedFrames
    {
        get
        {
            TrapTranslator.CollectFrames(this, out var omitted);
            return omitted;
        }
    }

    /// <summary>Number of frames before the omitted ones.</summary>
    public const int InnermostFrames = 20;

    /// <summary>The .NET exception, followed by the WebAssembly frames.</summary>
    public override string ToString() => base.ToString() + string.Concat(Frames.Select(static frame => $"{Environment.NewLine}   at {frame} (WebAssembly)"));

    /// <summary>True when the metrics have counted this trap.</summary>
    internal bool IsCounted { get; set; }
}
