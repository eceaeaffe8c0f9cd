using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Files;

/// <summary>Which failures of the file system a program meets as failure values.</summary>
static class FileFailure
{
    /// <summary>An exception filter: true, with one log line, for failures that a program may meet.</summary>
    public static bool IsExpected(Guest guest, string function, ReadOnlySpan<byte> path, Exception error)
    {
        if (error is not (IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException)) return false;
        guest.Logger.FileFailed(function, path, error.Message.TrimEnd('.'));
        return true;
    }
}
