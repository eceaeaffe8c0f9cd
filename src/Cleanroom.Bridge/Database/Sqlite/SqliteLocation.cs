using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>The location of a SQLite database and its open mode.</summary>
/// <param name="Path">The file, or <c>:memory:</c>.</param>
/// <param name="Mode"><c>rwc</c> (created if missing), <c>rw</c> or <c>ro</c>.</param>
/// <param name="IsConfined">True to refuse links in any component: the path has been resolved and granted.</param>
sealed record SqliteLocation(string Path, string Mode, bool IsConfined = false)
{
    public const string Memory = ":memory:";

    /// <summary>The mode that creates a missing file.</summary>
    public const string CreatedIfMissing = "rwc";

    const int NoFollow = 0x0100_0000;

    // One in-memory database for all connections; its name is known only in this process.
    readonly string _memoryName = $"file:/cleanroom-{Guid.NewGuid():N}?vfs=memdb";

    /// <summary>Parses the location from a URL.</summary>
    /// <exception cref="HostException">The URL has no location or an unknown mode.</exception>
    public static SqliteLocation Parse(string url)
    {
        var rest = url[(url.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        if (path.StartsWith("//", StringComparison.Ordinal)) path = path[2..];
        if (path.Length == 0) throw new HostException($"the database URL {DatabaseUrl.Mask(url)} names no file: {DatabaseEngines.Supported}");
        var mode = CreatedIfMissing;
        foreach (var pair in query < 0 ? [] : rest[(query + 1)..].Split('&'))
            if (pair.StartsWith("mode=", StringComparison.Ordinal)) mode = pair["mode=".Length..];
        if (mode == "memory") (path, mode) = (Memory, CreatedIfMissing);
        if (mode is not (CreatedIfMissing or "rw" or "ro")) throw new HostException($"the database URL {DatabaseUrl.Mask(url)} has the mode {DatabaseUrl.Mask(mode)}: it is ro, rw or rwc");
        return new SqliteLocation(Uri.UnescapeDataString(path), mode);
    }

    /// <summary>True for an in-memory database, which lives as long as its pool.</summary>
    public bool IsMemory => Path == Memory;

    /// <summary>True for read-only mode.</summary>
    public bool IsReadOnly => Mode == "ro";

    /// <summary>True for a file that no process writes while it is open: it is read without locks and without the auxiliary files they need.</summary>
    public bool IsImmutable { get; init; }

    /// <summary>The name passed to SQLite.</summary>
    public string OpenName => IsMemory ? _memoryName : IsImmutable ? $"file:{Escape(Path)}?immutable=1" : Path;

    /// <summary>
    /// Returns the same file as immutable if it is opened read-only and no process writes it: a writer would have a write-ahead log beside it. Null
    /// otherwise.
    /// </summary>
    public SqliteLocation? AsImmutable() => IsReadOnly && !IsMemory && !IsImmutable && File.Exists(Path) && !File.Exists(Path + "-wal") ? this with { IsImmutable = true } : null;

    /// <summary>The flags passed to SQLite.</summary>
    public int OpenFlags => raw.SQLITE_OPEN_NOMUTEX | (IsMemory || IsImmutable ? raw.SQLITE_OPEN_URI : 0) | (IsConfined ? NoFollow : 0) | Mode switch
    {
        "ro" => raw.SQLITE_OPEN_READONLY,
        "rw" => raw.SQLITE_OPEN_READWRITE,
        _ => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
    };

    static string Escape(string path) => path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
}
