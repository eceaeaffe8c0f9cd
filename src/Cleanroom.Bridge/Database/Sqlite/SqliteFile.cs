using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Grants;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>The file of a SQLite database, as the file system has it.</summary>
static class SqliteFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Write-ahead log, its index, and the journal of a transaction without a log.
    static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>Returns the file and those that SQLite puts beside it: beside the file itself, when the path is a link.</summary>
    public static IReadOnlyList<string> WithCompanions(string path) => [.. ((string[])["", .. Companions]).Select(ending => RealPath.OfHost(path) + ending)];

    /// <summary>Creates a missing file that only its owner can use, whatever the umask. SQLite gives its companions the same permissions.</summary>
    /// <exception cref="DatabaseException">It cannot be created.</exception>
    public static void CreatePrivate(string path)
    {
        // An existing file is not even opened: closing it would release the locks that this process has on it.
        if (File.Exists(path)) return;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using var file = new FileStream(path, options);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException(DatabaseException.Connection, $"the database cannot be created: {failure.Message.TrimEnd('.')}", innerException: failure);
        }
    }
}
