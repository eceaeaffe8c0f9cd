using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.State;

/// <summary>The directory for files of the server, closed to programs and clients.</summary>
static class DataDirectory
{
    const string DefaultName = ".cleanroom";

    /// <summary>The directory: the option, or one in the base directory of the program.</summary>
    public static string Of(CleanServerOptions options) =>
        Path.GetFullPath(options.DataDirectory ?? Path.Combine(options.Guest.Directories is [var first, ..] ? first.Path : Environment.CurrentDirectory, DefaultName));

    /// <summary>Closes the directory, before anything that could open a file in it.</summary>
    /// <exception cref="SettingException">A directory that the program may use lies in it.</exception>
    public static void Close(CleanServerOptions options, ClosedPaths closed)
    {
        var directory = Of(options);
        closed.Add(directory);
        foreach (var granted in options.Guest.Directories.Select(static grant => grant.Path).Append(options.Guest.StorageRoot).OfType<string>())
        {
            if (closed.Contains(RealPath.OfHost(granted)))
                throw new SettingException(options.Guest.SettingNames["data-dir"], directory, $"it is closed to the program, which may use {granted} in it: name a directory that contains no granted one");
        }
        OwnerOnly.Check(directory, options.Guest.Logger);
    }

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
