using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>Where an SQLite database is and how it is opened.</summary>
/// <param name="Path">The file, or the text <c>:memory:</c>.</param>
/// <param name="Mode"><c>rwc</c> (made when missing), <c>rw</c> or <c>ro</c>.</param>
/// <param name="IsConfined">True when no component may be a link: the path was resolved and granted before.</param>
sealed record SqliteLocation(string Path, string Mode, bool IsConfined = false)
{
    public const string Memory = ":memory:";

    const int NoFollow = 0x0100_0000;

    // One database in memory for all connections: the name is known in this process only.
    readonly string _memoryName = $"file:/cleanroom-{Guid.NewGuid():N}?vfs=memdb";

    /// <summary>The place that a URL names.</summary>
    /// <exception cref="HostException">It names none, or has an unknown mode.</exception>
    public static SqliteLocation Parse(string url)
    {
        var rest = url[(url.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        if (path.StartsWith("//", StringComparison.Ordinal)) path = path[2..];
        if (path.Length == 0) throw new HostException($"the database URL {DatabaseUrl.Mask(url)} names no file: {DatabaseEngines.Supported}");
        var mode = "rwc";
        foreach (var pair in query < 0 ? [] : rest[(query + 1)..].Split('&'))
            if (pair.StartsWith("mode=", StringComparison.Ordinal)) mode = pair["mode=".Length..];
        if (mode == "memory") (path, mode) = (Memory, "rwc");
        if (mode is not ("rwc" or "rw" or "ro")) throw new HostException($"the database URL {DatabaseUrl.Mask(url)} has the mode {DatabaseUrl.Mask(mode)}: it is ro, rw or rwc");
        return new SqliteLocation(Uri.UnescapeDataString(path), mode);
    }

    /// <summary>True for a database that lives as long as its pool.</summary>
    public bool IsMemory => Path == Memory;

    /// <summary>True when nothing can be written.</summary>
    public bool IsReadOnly => Mode == "ro";

    /// <summary>True for a file that nobody writes while it is open: it is read without locks, and without the files that they need beside it.</summary>
    public bool IsImmutable { get; init; }

    /// <summary>What SQLite gets as the name.</summary>
    public string OpenName => IsMemory ? _memoryName : IsImmutable ? $"file:{Escape(Path)}?immutable=1" : Path;

    /// <summary>
    /// The same file as an immutable one, where it is opened for reading and no process writes it: whoever does has a write-ahead log beside it. Null otherwise.
    /// </summary>
    public SqliteLocation? AsImmutable() => IsReadOnly && !IsMemory && !IsImmutable && File.Exists(Path) && !File.Exists(Path + "-wal") ? this with { IsImmutable = true } : null;

    /// <summary>What SQLite gets as flags.</summary>
    public int OpenFlags => raw.SQLITE_OPEN_NOMUTEX | (IsMemory || IsImmutable ? raw.SQLITE_OPEN_URI : 0) | (IsConfined ? NoFollow : 0) | Mode switch
    {
        "ro" => raw.SQLITE_OPEN_READONLY,
        "rw" => raw.SQLITE_OPEN_READWRITE,
        _ => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
    };

    static string Escape(string path) => path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
}
