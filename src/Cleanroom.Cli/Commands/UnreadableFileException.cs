namespace Cleanroom.Cli.Commands;

/// <summary>A file given on the command line cannot be read.</summary>
/// <param name="message">The file and the reason.</param>
sealed class UnreadableFileException(string message) : Exception(message);
