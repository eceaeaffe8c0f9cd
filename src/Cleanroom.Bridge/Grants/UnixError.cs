using System.Runtime.InteropServices;

namespace Cleanroom.Bridge.Grants;

/// <summary>Maps Unix error numbers to the exceptions that .NET throws for them; the messages read on after "failed: ".</summary>
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

    /// <summary>ENOSYS, or EPERM from a sandbox that does not know the call.</summary>
    public static bool IsUnknownCall(int error) => error is 38 or NotPermitted;

    /// <summary>EEXIST.</summary>
    public static bool IsExists(int error) => error == Exists;

    /// <summary>The entry does not exist or is not visible to the process.</summary>
    public static bool IsMissing(int error) => error is NoEntry or NotDirectory or AccessDenied || error == Link || error == NameTooLong;

    /// <summary>Returns the exception for an error number; for an <see cref="IOException"/> the number is its <see cref="Exception.HResult"/>.</summary>
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
