namespace Cleanroom.Cli.Terminal;

/// <summary>Standard output cannot be written.</summary>
/// <param name="message">What cannot be written, and the reason.</param>
/// <param name="readerIsGone">True when the reader of a pipe went away, which is not an error: <c>cleanroom … | head -1</c>.</param>
sealed class OutputException(string message, bool readerIsGone = false) : IOException(message)
{
    /// <summary>True when the reader of a pipe went away.</summary>
    public bool ReaderIsGone { get; } = readerIsGone;
}
