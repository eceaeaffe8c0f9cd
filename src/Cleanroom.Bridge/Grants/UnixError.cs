using System.Runtime.InteropServices;

namespace Cleanroom.Bridge.Grants;

/// <summary>Error numbers of Unix as the exceptions that .NET throws for them, with messages that follow "failed: ".</summary>
static class UnixError
{
    const int NotPermitted = 1, NoEntry = 2, AccessDenied = 13, Exists = 17, TooManyInSystem = 23, TooManyInProcess = 24, ReadOnlySystem = 30;

    /// <summary>EXDEV.</summary>
    public const int OtherFileSystem = 18;

    /// <summary>ENOTDIR.</summary>
    public const int NotDirectory = 20;

    /// <summary>ELOOP.</summary>
    public static readonly int Link = OperatingSystem.IsLinux() ? 40 : 62;

    // ENAMETOOLONG: no file has such a name.
    static readonly int NameTooLong = OperatingSystem.IsLinux() ? 36 : 63;

    static readonly int NotEmpty = OperatingSystem.IsLinux() ? 39 : 66;

    /// <summary>ENOSYS, or EPERM of a sandbox that does not know the call.</summary>
    public static bool IsUnknownCall(int error) => error is 38 or NotPermitted;

    /// <summary>EEXIST.</summary>
    public static bool IsExists(int error) => error == Exists;

    /// <summary>There is nothing, or nothing that the process may see.</summary>
    public static bool IsMissing(int error) => error is NoEntry or NotDirectory or AccessDenied || error == Link || error == NameTooLong;

    /// <summary>The exception for an error number, which is its <see cref="Exception.HResult"/> where it is an <see cref="IOException"/>.</summary>
    public static Exception ToException(int error) => error switch
    {
        NoEntry => new FileNotFoundException("there is no such file or directory"),
        AccessDenied or NotPermitted => new UnauthorizedAccessException("access is denied"),
        ReadOnlySystem => new UnauthorizedAccessException("the file system is read-only"),
        NotDirectory => new IOException("a part of the path is not a directory", error),
        TooManyInProcess => new IOException("too many files are open in this process; `ulimit -n` raises the limit", error),
        TooManyInSystem => new IOException("too many files are open in the system", error),
        _ when error == Link => new UnauthorizedAccessException("a part of the path was replaced by a link meanwhile"),
        _ when error == NotEmpty => new IOException("the directory is not empty", error),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error), error),
    };
}
