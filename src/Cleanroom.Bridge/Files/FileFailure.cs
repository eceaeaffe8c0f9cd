using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Files;

/// <summary>File system failures that are reported to programs as failure values.</summary>
static class FileFailure
{
    /// <summary>An exception filter: returns true, and logs one line, for expected failures.</summary>
    public static bool IsExpected(Guest guest, string function, ReadOnlySpan<byte> path, Exception error)
    {
        if (error is not (IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException)) return false;
        guest.Logger.FileFailed(function, path, error.Message.TrimEnd('.'));
        return true;
    }
}
