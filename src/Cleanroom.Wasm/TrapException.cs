using Cleanroom.Wasm.Diagnostics;

namespace Cleanroom.Wasm;

/// <summary>The guest was stopped: what happened and where in the module.</summary>
public sealed class TrapException : Exception
{
    /// <summary>Creates a trap of a kind with its standard text.</summary>
    public TrapException(TrapKind kind) : this(kind, kind.Text())
    {
    }

    internal TrapException(TrapKind kind, Exception innerException) : this(kind, kind.Text(), innerException)
    {
    }

    /// <summary>Creates a trap with a text.</summary>
    public TrapException(TrapKind kind, string message, Exception? innerException = null) : base(message, innerException) => Kind = kind;

    /// <summary>Why the guest was stopped.</summary>
    public TrapKind Kind { get; }

    /// <summary>
    /// The WebAssembly frames between the trap and the place where it was caught, innermost first: all of them, or of more than 30 the first 20 and the last
    /// 10. Functions that the compiler inlined have no frame of their own.
    /// </summary>
    public IReadOnlyList<WasmFrame> Frames => TrapTranslator.CollectFrames(this, out _);

    /// <summary>How many frames are missing in <see cref="Frames"/> after the first <see cref="InnermostFrames"/>.</summary>
    public int OmittedFrames
    {
        get
        {
            TrapTranslator.CollectFrames(this, out var omitted);
            return omitted;
        }
    }

    /// <summary>How many frames come before the omitted ones.</summary>
    public const int InnermostFrames = 20;

    /// <summary>True when the metrics know of this trap.</summary>
    internal bool IsCounted { get; set; }
}
