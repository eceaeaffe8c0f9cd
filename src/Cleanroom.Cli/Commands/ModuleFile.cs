using System.CommandLine;

namespace Cleanroom.Cli.Commands;

/// <summary>Reads the module given on the command line.</summary>
static class ModuleFile
{
    /// <summary>Adds validation of the file name to an argument.</summary>
    public static TArgument Validated<TArgument>(TArgument argument) where TArgument : Argument
    {
        argument.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: "" }]) result.AddError("the file name is empty: name a WebAssembly module");
        });
        return argument;
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="UnreadableFileException">The file cannot be read; the message says why.</exception>
    public static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or OutOfMemoryException)
        {
            throw new UnreadableFileException($"{file} cannot be read: {Reason(file, failure)}");
        }
    }

    static string Reason(string file, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException when !Path.IsPathRooted(file) && !CurrentDirectoryExists() => "the current directory was deleted, and the name is relative to it",
        FileNotFoundException or DirectoryNotFoundException when file.Contains('\uFFFD') => "there is no such file. Names that are not valid UTF-8 cannot be opened: rename the file",
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException when Directory.Exists(file) => "it is a directory, not a WebAssembly module",
        UnauthorizedAccessException => "access is denied",
        OutOfMemoryException => "it is too large",
        _ => failure.Message.TrimEnd('.'),
    };

    /// <summary>False when the current directory has been deleted.</summary>
    public static bool CurrentDirectoryExists()
    {
        try
        {
            return Directory.Exists(Environment.CurrentDirectory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
