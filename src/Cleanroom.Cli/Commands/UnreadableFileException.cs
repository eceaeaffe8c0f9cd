namespace Cleanroom.Cli.Commands;

/// <summary>A file that the command line names cannot be read.</summary>
/// <param name="message">Which file, and why.</param>
sealed class UnreadableFileException(string message) : Exception(message);
