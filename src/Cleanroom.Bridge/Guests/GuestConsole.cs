using System.Buffers;

namespace Cleanroom.Bridge.Guests;

/// <summary>
/// Standard input, output and error of a guest: buffered bytes, unchanged except for control characters on a terminal. Output is flushed when the buffer is
/// full, before input is read, before a write to standard error, by <see cref="Flush"/>, and on a terminal at every line end.
/// </summary>
public sealed class GuestConsole
{
    readonly Lock _writing = new();
    readonly Lock _reading = new();
    readonly ConsoleWriter _output;
    readonly ConsoleWriter _error;
    readonly ConsoleReader? _input;
    readonly bool _outputIsTerminal;

    /// <summary>Creates a console.</summary>
    /// <param name="input">Standard input, or null for empty input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="outputIsTerminal">True to flush at every line end and to escape control characters except tab and newline as <c>\x1b</c>.</param>
    /// <param name="errorIsTerminal">The same for standard error; null to use the value for standard output.</param>
    public GuestConsole(Stream? input, Stream output, Stream error, bool outputIsTerminal = false, bool? errorIsTerminal = null)
    {
        _input = input is null ? null : new ConsoleReader(input);
        _output = new ConsoleWriter(output, outputIsTerminal, () => OutputFailed?.Invoke());
        _error = new ConsoleWriter(error, errorIsTerminal ?? outputIsTerminal);
        _outputIsTerminal = outputIsTerminal;
    }

    /// <summary>A console without input that discards its output.</summary>
    public static GuestConsole Null { get; } = new(null, Stream.Null, Stream.Null);

    /// <summary>Why standard output could not be written, or null. Later output was dropped.</summary>
    public IOException? OutputFailure => _output.Failure;

    /// <summary>Called once, on the guest's thread, when standard output cannot be written. Null: the guest continues and its output is dropped.</summary>
    public Action? OutputFailed { get; set; }

    /// <summary>Writes all buffered output to its stream.</summary>
    public void Flush()
    {
        if (_output.IsEmpty) return;
        lock (_writing) _output.Flush();
    }

    /// <summary>Writes bytes to standard output.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            _output.Write(bytes);
            if (_outputIsTerminal && bytes.Contains((byte)'\n')) _output.Flush();
        }
    }

    /// <summary>Writes bytes and a line end to standard output.</summary>
    internal void WriteLine(ReadOnlySpan<byte> bytes) => WriteLine(default, bytes);

    /// <summary>Writes a prefix, bytes and a line end to standard output.</summary>
    internal void WriteLine(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            WriteLine(_output, prefix, bytes);
            if (_outputIsTerminal) _output.Flush();
        }
    }

    /// <summary>Writes a prefix, bytes and a line end to standard error, after all output so far.</summary>
    internal void WriteErrorLine(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            _output.Flush();
            WriteLine(_error, prefix, bytes);
            _error.Flush();
        }
    }

    /// <summary>Appends the next line of standard input without its line end, at most 16 MiB. Returns false at the end of the input.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal bool TryReadLine(IBufferWriter<byte> line, CancellationToken stopping = default)
    {
        Flush();
        if (_input is null) return false;
        lock (_reading) return _input.TryReadLine(line, stopping);
    }

    static void WriteLine(ConsoleWriter writer, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> bytes)
    {
        writer.Write(prefix);
        writer.Write(bytes);
        writer.Write("\n"u8);
    }
}
