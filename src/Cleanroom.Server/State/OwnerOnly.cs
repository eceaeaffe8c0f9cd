using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.State;

/// <summary>Files and directories of the server, which concern no other user of the machine.</summary>
static partial class OwnerOnly
{
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Warns when others than the owner can read or write an existing file or directory: who made it decides, so it is left as it is.</summary>
    public static void Check(string path, ILogger logger)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path) || (File.GetUnixFileMode(path) & Others) == 0) return;
        OpenToOthers(logger, path, Directory.Exists(path) ? "700" : "600");
    }

    [LoggerMessage(4181, LogLevel.Warning, "other users of this machine can read or write {Path}, where the server keeps its state: close it to them with chmod {Mode} {Path}")]
    static partial void OpenToOthers(ILogger logger, string path, string mode);
}
