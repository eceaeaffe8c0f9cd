using Cleanroom.Bridge;

namespace Cleanroom.Server.State;

/// <summary>The directory for files of the server. Programs cannot use it.</summary>
static class DataDirectory
{
    const string DefaultName = ".cleanroom";

    /// <summary>The directory: the option, or one in the base directory of the program.</summary>
    public static string Of(CleanServerOptions options) =>
        Path.GetFullPath(options.DataDirectory ?? Path.Combine(options.Guest.Directories is [var first, ..] ? first.Path : Environment.CurrentDirectory, DefaultName));

    /// <summary>Creates the directory, for this user alone, and returns it.</summary>
    /// <exception cref="HostException">It cannot be created.</exception>
    public static string Create(CleanServerOptions options)
    {
        var directory = Of(options);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
            else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return directory;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"the data directory {directory} cannot be created: {failure.Message}; name another one by {options.Guest.SettingNames["data-dir"]}", failure);
        }
    }
}
